-- What the operator wants of each SSL context of a module; the private key is sealed.

create table desired_ssl_context (
    module        varchar(64)              not null,
    ssl_id        integer                  not null,
    version       bigint                   not null,
    ca            varchar(8192),
    certificate   varchar(8192),
    private_key   varchar(12000),
    auth          integer                  not null,
    ignore_verify integer                  not null,
    changed_at    timestamp with time zone not null,
    primary key (module, ssl_id)
);
