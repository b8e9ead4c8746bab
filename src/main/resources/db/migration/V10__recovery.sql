-- How a module is brought back, where an operator said it.
create table recovery_settings (
    module_id            varchar(64) not null primary key,
    patience_seconds     integer     not null,
    cool_down_seconds    integer     not null,
    bucket_size          integer     not null,
    refill_seconds       integer     not null,
    hook_url             varchar(1000),
    hook_method          varchar(8),
    -- the arguments, one a line
    hook_command         varchar(4100),
    hook_timeout_seconds integer
);

-- The ladder of it.
create table recovery_step (
    module_id    varchar(64) not null references recovery_settings (module_id) on delete cascade,
    step_no      integer     not null,
    step         varchar(16) not null,
    attempts     integer     not null,
    wait_seconds integer     not null,
    primary key (module_id, step_no)
);

-- Where a module's ladder stands: a restart of the service neither begins nor forgives anything.
create table recovery_standing (
    module_id   varchar(64)                 not null primary key,
    phase       varchar(16)                 not null,
    trouble     varchar(16),
    step        varchar(16),
    attempt     integer                     not null,
    since       timestamp(6) with time zone not null,
    reason      varchar(1000)               not null,
    tokens      integer                     not null,
    tokens_at   timestamp(6) with time zone not null,
    cool_until  timestamp(6) with time zone,
    connections varchar(32)                 not null
);
