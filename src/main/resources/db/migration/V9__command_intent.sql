-- What a command asked for, sealed, as long as it may have to be settled by asking the module, or sent again.
alter table command_record add column intent varchar;
-- When its turn on the line came: what was sent later on the same connection makes an answer say nothing of this one.
alter table command_record add column sent_at timestamp(6) with time zone;
-- What MQTTSTATE would have said before an MQTTCONN was sent, as far as was known.
alter table command_record add column state_before integer;
-- Null, or 'query': the module was asked afterwards.
alter table command_record add column settled_by varchar(16);
