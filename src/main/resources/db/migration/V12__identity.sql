-- Which module an entry is of, whatever port it is found at: learnt from the first one that is attached.
alter table module add column imei varchar(15);
