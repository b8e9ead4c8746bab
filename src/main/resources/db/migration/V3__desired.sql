-- What the operator wants of each MQTT connection: what was last set through us.

create table desired_connection (
    module        varchar(64)              not null,
    connect_id    integer                  not null,
    version       bigint                   not null,
    wanted        varchar(16),
    host          varchar(128),
    port          integer,
    client_id     varchar(128),
    user_name     varchar(128),
    password      varchar(2000),
    changed_at    timestamp with time zone not null,
    primary key (module, connect_id)
);

create table desired_setting (
    module         varchar(64)   not null,
    connect_id     integer       not null,
    setting_key    varchar(32)   not null,
    setting_values varchar(4000) not null,
    primary key (module, connect_id, setting_key),
    foreign key (module, connect_id) references desired_connection (module, connect_id)
);

create table desired_subscription (
    module     varchar(64)   not null,
    connect_id integer       not null,
    topic_no   integer       not null,
    topic      varchar(4000) not null,
    qos        integer       not null,
    primary key (module, connect_id, topic_no),
    foreign key (module, connect_id) references desired_connection (module, connect_id)
);
