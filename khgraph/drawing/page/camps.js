const camps = (() => ({}))();
