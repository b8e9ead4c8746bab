-- One command to many modules.
create table operation (
    id                  varchar(32)                 not null primary key,
    method              varchar(8)                  not null,
    path                varchar(2000)               not null,
    body                varchar,
    rate                double precision            not null,
    concurrency         integer                     not null,
    canary              integer                     not null,
    stop_after_failures integer,
    total               integer                     not null,
    state               varchar(16)                 not null,
    reason              varchar(1000),
    origin              varchar(128),
    created_at          timestamp(6) with time zone not null,
    ended_at            timestamp(6) with time zone
);
create index operation_origin on operation (origin);

-- A module's part of it. What is waiting has not been begun, unless the command history knows better after a restart.
create table operation_item (
    operation_id varchar(32) not null references operation (id) on delete cascade,
    item_no      integer     not null,
    module       varchar(64) not null,
    state        varchar(16) not null,
    attempt      integer     not null,
    status       integer,
    outcome      varchar(16),
    command_id   varchar(32),
    problem      varchar(64),
    detail       varchar(1000),
    ended_at     timestamp(6) with time zone,
    primary key (operation_id, item_no)
);
create index operation_item_state on operation_item (operation_id, state);
