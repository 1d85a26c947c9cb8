-- The rows of a small server that ran the spine: accounts, posts with attachments, a boost, an edit and waiting jobs. Frozen.
insert into migrations (name, ran_at) values ('0001-spine', 1767225600000);
insert into accounts (id, uri, username, domain, acct_key, actor_type, display_name, fields, emojis, inbox_url, shared_inbox_url, outbox_url, followers_url, statuses_count, created_at, updated_at, revision, fetched_at) values
  (101, 'https://lagoon.test/ap/users/101', 'ana', null, 'ana', 'Person', 'Ana', '[{"name":"Web","value":"ana.test"}]', '[]', 'https://lagoon.test/ap/users/101/inbox', 'https://lagoon.test/inbox', 'https://lagoon.test/ap/users/101/outbox', 'https://lagoon.test/ap/users/101/followers', 2, 1767225600000, 1767225600000, 1, null),
  (102, 'https://reef.test/users/bo', 'bo', 'reef.test', 'bo@reef.test', 'Person', 'Bo :fish:', '[]', '[{"shortcode":"fish","url":"https://reef.test/fish.png"}]', 'https://reef.test/users/bo/inbox', 'https://reef.test/inbox', null, 'https://reef.test/users/bo/followers', 3, 1767225600000, 1767225600000, 4, 1767225600000);
insert into users (id, account_id, email, email_key, password_hash, role, active_at, created_at, approved_at) values
  (201, 101, 'ana@lagoon.test', 'ana@lagoon.test', 'not-a-hash', 'owner', 1767225600000, 1767225600000, 1767225600000);
insert into follows (id, account_id, target_id, uri, created_at) values
  (301, 101, 102, 'https://lagoon.test/activities/301', 1767225600000),
  (302, 102, 101, 'https://reef.test/follows/302', 1767225600000);
insert into statuses (id, uri, url, account_id, local, object_type, conversation_id, boost_of_id, visibility, sensitive, content_warning, content, source, language, attachments, emojis, boosts_count, created_at, edited_at, version_at, revision, fetched_at) values
  (401, 'https://lagoon.test/ap/users/101/statuses/401', null, 101, 1, 'Note', 401, null, 'public', 0, '', '<p>Hello</p>', 'Hello', 'en', '[]', '[]', 0, 1767225601000, null, 1767225601000, 0, null),
  (402, 'https://reef.test/notes/402', 'https://reef.test/@bo/402', 102, 0, 'Note', 402, null, 'public', 1, 'fish', '<p>Two pictures</p>', null, 'en', '[{"type":"image","url":"https://reef.test/1.png","description":"A \"parrot\" fish","blurhash":"LEHV6nWB2yk8pyo0adR*.7kCMdnj","width":640,"height":480},{"type":"video","url":"https://reef.test/2.mp4","description":null,"blurhash":null,"width":null,"height":null}]', '[{"shortcode":"fish","url":"https://reef.test/fish.png"}]', 1, 1767225602000, null, 1767225602000, 1, 1767225602000),
  (403, 'https://lagoon.test/activities/403', null, 101, 1, 'Announce', 403, 402, 'public', 0, '', '', null, null, '[]', '[]', 0, 1767225603000, null, 1767225603000, 0, null),
  (404, 'https://reef.test/notes/404', null, 102, 0, 'Note', 404, null, 'followers', 0, '', '<p>Corrected</p>', null, 'en', '[{"type":"audio","url":"https://reef.test/song.ogg","description":"A song","blurhash":null,"width":null,"height":null}]', '[]', 0, 1767225604000, 1767225904000, 1767225904000, 2, 1767225904000),
  (405, 'https://reef.test/notes/405', null, 102, 0, 'Note', 402, null, 'public', 0, '', '<p>An early reply</p>', null, null, '[]', '[]', 0, 1767225605000, null, 1767225605000, 0, 1767225605000);
update statuses set in_reply_to_uri = 'https://atoll.test/notes/unknown' where id = 405;
insert into status_edits (id, status_id, content, content_warning, source, sensitive, created_at) values
  (501, 404, '<p>Corected</p>', '', null, 0, 1767225604000);
insert into public_entries (status_id, local, account_id) values (401, 1, 101), (402, 0, 102);
insert into home_entries (account_id, status_id, author_id) values (101, 401, 101), (101, 402, 102), (101, 404, 102);
insert into favourites (id, account_id, status_id, uri, created_at) values (601, 102, 401, 'https://reef.test/likes/601', 1767225606000);
insert into notifications (id, account_id, type, from_account_id, status_id, unique_key, created_at) values
  (701, 101, 'favourite', 102, 401, 'favourite:102:401', 1767225606000);
insert into tags (id, tag_key, name) values (801, 'reef', 'Reef');
insert into status_tags (tag_id, status_id) values (801, 402);
insert into mentions (status_id, account_id, silent) values (402, 101, 0);
insert into hosts (host, failures, failing_since, closed_until, signature_form) values ('reef.test', 0, null, null, 'rfc9421'),
  ('cove.test', 6, 1767225600000, 1767225900000, null);
insert into early_undos (natural_key, actor_uri, activity_uri, expires_at) values
  ('Like https://reef.test/users/bo https://lagoon.test/ap/users/101/statuses/401', 'https://reef.test/users/bo', 'https://reef.test/likes/603', 1767247200000);
insert into instance_settings (name, value) values ('title', '"Lagoon"');
insert into inbox (id, receipt_key, signer_uri, body, recipient_id, received_at) values
  (901, 'mk0000000xyz', 'https://reef.test/users/bo', '{"id":"https://reef.test/likes/602","type":"Like","actor":"https://reef.test/users/bo","object":"https://lagoon.test/ap/users/101/statuses/401"}', null, 1767225607000);
insert into outbox (id, uri, account_id, type, object_uri, body, created_at) values
  (1001, 'https://lagoon.test/ap/users/101/statuses/401#create', 101, 'Create', 'https://lagoon.test/ap/users/101/statuses/401', '{"@context":"https://www.w3.org/ns/activitystreams","id":"https://lagoon.test/ap/users/101/statuses/401#create","type":"Create","actor":"https://lagoon.test/ap/users/101","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["https://lagoon.test/ap/users/101/followers"],"object":{"id":"https://lagoon.test/ap/users/101/statuses/401","type":"Note","attributedTo":"https://lagoon.test/ap/users/101","content":"<p>Hello</p>"}}', 1767225601000);
insert into jobs (id, name, payload, run_at, attempts, order_key, lane, created_at) values
  (1101, 'deliver', '{"outbox_id":1001,"inbox":"https://reef.test/inbox"}', 1767225601000, 2, 'https://reef.test/inbox https://lagoon.test/ap/users/101/statuses/401', 'reef.test', 1767225601000),
  (1102, 'receive', '{"inbox_id":901,"order":"https://reef.test/users/bo https://lagoon.test/ap/users/101/statuses/401"}', 1767225607000, 0, 'https://reef.test/users/bo https://lagoon.test/ap/users/101/statuses/401', null, 1767225607000),
  (1103, 'adoptOrphans', '{"status_id":402}', 1767225607000, 0, null, null, 1767225607000),
  (1104, 'fanOut', '{"status_id":402,"after":0}', 1767225607000, 0, null, null, 1767225607000),
  (1105, 'fetchHinted', '{"uri":"https://reef.test/notes/406"}', 1767225607000, 0, null, 'reef.test', 1767225607000),
  (1106, 'refreshActor', '{"uri":"https://reef.test/users/bo"}', 1767225607000, 0, null, 'reef.test', 1767225607000);
insert into jobs (id, name, payload, run_at, attempts, last_error, created_at, dead_at) values
  (1107, 'purgeAccount', '{"account_id":102}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1108, 'announceKeys', '{"account_id":101}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1109, 'forgetFormerKeys', '{"account_id":101}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1110, 'purgeStatus', '{"status_id":1,"uri":"https://reef.test/notes/1"}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1111, 'syncFollowers', '{}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1112, 'confirmMissing', '{"uri":"https://reef.test/users/gone"}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1113, 'fanOutDelivery', '{}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1114, 'refetchStatus', '{"uri":"https://reef.test/notes/404","deletionTold":true}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1115, 'regainAccess', '{"uri":"https://reef.test/notes/404"}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1116, 'resolveThread', '{}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000),
  (1117, 'reviveStatus', '{"uri":"https://reef.test/notes/404","actor_uri":"https://reef.test/users/bo"}', 1767225607000, 10, 'no such thing', 1767225607000, 1767225608000);
insert into schedules (name, next_at) values ('prune', 1767229200000);
