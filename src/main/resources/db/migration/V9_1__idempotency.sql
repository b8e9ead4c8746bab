-- Idempotency-Key: one row per token and key, for 24 hours. It is there before anything is sent; without an answer it was cut off.
create table idempotency_key (
    id          varchar(36)                 not null primary key,
    token_hash  varchar(64)                 not null,
    key_text    varchar(255)                not null,
    fingerprint varchar(64)                 not null,
    started_at  timestamp(6) with time zone not null,
    status      integer,
    headers     varchar,
    body        bytea,
    constraint idempotency_key_of_token unique (token_hash, key_text)
);
create index idempotency_key_age on idempotency_key (started_at);

-- On whose behalf a command was begun: a request with a key, a module's part of an operation.
alter table command_record add column origin varchar(128);
create index command_record_origin on command_record (origin);
