-- The event log. One writer; positions ascend without holes; rows are never changed.
create table event (
    log_position bigint not null primary key,
    module_id varchar(64) not null,
    epoch bigint not null,
    module_sequence bigint not null,
    connect_id smallint,
    event_type varchar(128) not null,
    occurred_at timestamp(6) with time zone not null,
    -- the CloudEvent as every reader gets it: JSON, UTF-8
    json bytea not null
);

-- One module's events in order, and its newest one.
create index event_by_module on event (module_id, log_position);

-- The newest epoch of each module that ever was. Rows stay when a module is deleted: a module made again under the
-- same id must not repeat an epoch.
create table module_epoch (
    module_id varchar(64) not null primary key,
    epoch bigint not null
);

-- One row: which log this is, so that a cursor of another database is recognized.
create table event_log (
    log_id varchar(36) not null primary key
);
