-- How a connection's cache is emptied, where that is not the default.
create table cache_policy (
    module_id  varchar(64) not null,
    connect_id integer     not null,
    drain      varchar(8)  not null,
    primary key (module_id, connect_id)
);

-- What became of the messages that a module cached, in the epoch of its newest event; a projection of the event log.
create table cache_account (
    module_id       varchar(64) not null,
    connect_id      integer     not null,
    epoch           bigint      not null,
    -- cached before this epoch and not read yet
    carried         bigint      not null,
    announced       bigint      not null,
    announced_bytes bigint      not null,
    dropped         bigint      not null,
    dropped_bytes   bigint      not null,
    messages_read   bigint      not null,
    bytes_read      bigint      not null,
    -- the balance of what was told as unaccounted: lost, and read without ever having been announced
    missing         bigint      not null,
    unannounced     bigint      not null,
    primary key (module_id, connect_id)
);
