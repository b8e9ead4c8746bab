-- The history of the commands that operators gave.

create table command_record (
    id         varchar(32)              not null primary key,
    module     varchar(64)              not null,
    connect_id integer,
    kind       varchar(32)              not null,
    state      varchar(16)              not null,
    outcome    varchar(16),
    mid        integer,
    length     integer,
    conn_state integer,
    cme        integer,
    detail     varchar(1000),
    results    varchar,
    transcript varchar,
    epoch      bigint,
    created_at timestamp with time zone not null,
    settled_at timestamp with time zone
);

create index command_record_of_module on command_record (module, id);
create index command_record_unsettled on command_record (state);
