-- Whether a connection is made again by itself what it is wanted to be; null: as modemfleet.restore says.
alter table desired_connection add column restore_policy varchar(8);
-- The input format in which the will message was typed.
alter table desired_connection add column will_format integer;
