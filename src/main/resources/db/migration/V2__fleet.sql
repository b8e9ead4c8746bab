-- The modules that an operator entered. What else belongs to a module names it by its id, without a foreign key:
-- simulated modules that are made at each start are not stored here.
create table module (
    id varchar(64) not null primary key,
    name varchar(128) not null,
    model varchar(64),
    link varchar(1024) not null,
    enabled boolean not null,
    created_at timestamp(6) with time zone not null,
    version bigint not null
);

create table module_label (
    module_id varchar(64) not null references module (id) on delete cascade,
    label varchar(63) not null,
    label_value varchar(256) not null,
    primary key (module_id, label)
);

-- One row as soon as it was decided whether this database gets the demo modules: deleted stays deleted.
create table demo_decision (
    id varchar(16) not null primary key,
    made boolean not null,
    decided_at timestamp(6) with time zone not null
);
