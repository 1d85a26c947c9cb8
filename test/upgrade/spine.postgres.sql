-- The tables as they were in the spine, the first state that was ever run. Frozen.
create table "migrations" (
  "name" text primary key,
  "ran_at" bigint not null);
create table "accounts" (
  "id" bigint not null primary key,
  "uri" text collate "C" not null,
  "username" text collate "C" not null,
  "domain" text collate "C",
  "acct_key" text collate "C",
  "actor_type" text collate "C" not null,
  "display_name" text collate "C" default '' not null,
  "note" text collate "C" default '' not null,
  "note_source" text collate "C" default '' not null,
  "fields" text collate "C" default '[]' not null,
  "emojis" text collate "C" default '[]' not null,
  "url" text collate "C",
  "avatar_url" text collate "C",
  "header_url" text collate "C",
  "locked" bigint default 0 not null,
  "bot" bigint default 0 not null,
  "discoverable" bigint default 0 not null,
  "indexable" bigint default 0 not null,
  "hides_network" bigint default 0 not null,
  "inbox_url" text collate "C" not null,
  "shared_inbox_url" text collate "C",
  "outbox_url" text collate "C",
  "followers_url" text collate "C",
  "following_url" text collate "C",
  "featured_url" text collate "C",
  "also_known_as" text collate "C" default '[]' not null,
  "moved_to_uri" text collate "C",
  "followers_count" bigint default 0 not null,
  "following_count" bigint default 0 not null,
  "statuses_count" bigint default 0 not null,
  "last_status_at" bigint,
  "created_at" bigint not null,
  "updated_at" bigint not null,
  "revision" bigint default 0 not null,
  "fetched_at" bigint,
  "suspended_at" bigint,
  "deleted_at" bigint);
create unique index "accounts_uri" on "accounts" ("uri");
create unique index "accounts_acct_key" on "accounts" ("acct_key") where "acct_key" is not null;
create index "accounts_domain_id" on "accounts" ("domain", "id");
create index "accounts_followers_url" on "accounts" ("followers_url");
create table "account_keys" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "key_id" text collate "C" not null,
  "kind" text collate "C" not null,
  "public_pem" text collate "C" not null,
  "private_pem" text collate "C",
  "created_at" bigint not null,
  "fetched_at" bigint not null);
create unique index "account_keys_key_id" on "account_keys" ("key_id");
create index "account_keys_account_id" on "account_keys" ("account_id");
create table "users" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "email" text collate "C",
  "email_key" text collate "C",
  "password_hash" text collate "C",
  "role" text collate "C" default 'user' not null,
  "sign_up_reason" text collate "C" default '' not null,
  "default_visibility" text collate "C" default 'public' not null,
  "default_sensitive" bigint default 0 not null,
  "default_language" text collate "C",
  "active_at" bigint not null,
  "created_at" bigint not null,
  "approved_at" bigint,
  "disabled_at" bigint);
create unique index "users_account_id" on "users" ("account_id");
create unique index "users_email_key" on "users" ("email_key") where "email_key" is not null;
create table "tokens" (
  "id" bigint not null primary key,
  "user_id" bigint not null,
  "token_hash" text collate "C" not null,
  "name" text collate "C" not null,
  "scopes" text collate "C" not null,
  "created_at" bigint not null,
  "expires_at" bigint,
  "last_used_at" bigint);
create unique index "tokens_token_hash" on "tokens" ("token_hash");
create index "tokens_user_id" on "tokens" ("user_id");
create table "statuses" (
  "id" bigint not null primary key,
  "uri" text collate "C" not null,
  "url" text collate "C",
  "account_id" bigint not null,
  "local" bigint not null,
  "object_type" text collate "C" default 'Note' not null,
  "in_reply_to_id" bigint,
  "in_reply_to_account_id" bigint,
  "in_reply_to_uri" text collate "C",
  "conversation_id" bigint not null,
  "boost_of_id" bigint,
  "visibility" text collate "C" not null,
  "sensitive" bigint default 0 not null,
  "content_warning" text collate "C" default '' not null,
  "content" text collate "C" not null,
  "source" text collate "C",
  "source_type" text collate "C" default 'text/plain' not null,
  "language" text collate "C",
  "attachments" text collate "C" default '[]' not null,
  "emojis" text collate "C" default '[]' not null,
  "origin_replies_count" bigint,
  "replies_count" bigint default 0 not null,
  "boosts_count" bigint default 0 not null,
  "favourites_count" bigint default 0 not null,
  "created_at" bigint not null,
  "edited_at" bigint,
  "version_at" bigint not null,
  "revision" bigint default 0 not null,
  "fetched_at" bigint,
  "missing_since" bigint);
create unique index "statuses_uri" on "statuses" ("uri");
create index "statuses_account_id_id" on "statuses" ("account_id", "id");
create index "statuses_in_reply_to_id_id" on "statuses" ("in_reply_to_id", "id");
create index "statuses_in_reply_to_uri" on "statuses" ("in_reply_to_uri") where "in_reply_to_uri" is not null;
create unique index "statuses_boost_of_id_account_id" on "statuses" ("boost_of_id", "account_id") where "boost_of_id" is not null;
create index "statuses_conversation_id_id" on "statuses" ("conversation_id", "id");
create table "public_entries" (
  "status_id" bigint not null primary key,
  "local" bigint not null,
  "account_id" bigint not null);
create index "public_entries_local_status_id" on "public_entries" ("local", "status_id");
create table "status_edits" (
  "id" bigint not null primary key,
  "status_id" bigint not null,
  "content" text collate "C" not null,
  "content_warning" text collate "C" not null,
  "source" text collate "C",
  "sensitive" bigint not null,
  "created_at" bigint not null);
create index "status_edits_status_id_id" on "status_edits" ("status_id", "id");
create table "mentions" (
  "status_id" bigint not null,
  "account_id" bigint not null,
  "silent" bigint not null, constraint "mentions_pkey" primary key ("status_id",
  "account_id"));
create index "mentions_account_id_status_id" on "mentions" ("account_id", "status_id");
create table "tags" (
  "id" bigint not null primary key,
  "tag_key" text collate "C" not null,
  "name" text collate "C" not null);
create unique index "tags_tag_key" on "tags" ("tag_key");
create table "status_tags" (
  "tag_id" bigint not null,
  "status_id" bigint not null, constraint "status_tags_pkey" primary key ("tag_id",
  "status_id"));
create index "status_tags_status_id" on "status_tags" ("status_id");
create table "favourites" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "status_id" bigint not null,
  "uri" text collate "C",
  "created_at" bigint not null);
create unique index "favourites_account_id_status_id" on "favourites" ("account_id", "status_id");
create index "favourites_status_id_id" on "favourites" ("status_id", "id");
create index "favourites_account_id_id" on "favourites" ("account_id", "id");
create index "favourites_uri" on "favourites" ("uri");
create table "bookmarks" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "status_id" bigint not null,
  "created_at" bigint not null);
create unique index "bookmarks_account_id_status_id" on "bookmarks" ("account_id", "status_id");
create index "bookmarks_account_id_id" on "bookmarks" ("account_id", "id");
create index "bookmarks_status_id" on "bookmarks" ("status_id");
create table "pins" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "status_id" bigint not null,
  "created_at" bigint not null);
create unique index "pins_account_id_status_id" on "pins" ("account_id", "status_id");
create index "pins_status_id" on "pins" ("status_id");
create table "follows" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "target_id" bigint not null,
  "uri" text collate "C",
  "shows_boosts" bigint default 1 not null,
  "notifies" bigint default 0 not null,
  "created_at" bigint not null);
create unique index "follows_account_id_target_id" on "follows" ("account_id", "target_id");
create index "follows_target_id_id" on "follows" ("target_id", "id");
create index "follows_target_id_notifies" on "follows" ("target_id", "notifies");
create index "follows_account_id_id" on "follows" ("account_id", "id");
create index "follows_uri" on "follows" ("uri");
create table "follow_requests" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "target_id" bigint not null,
  "uri" text collate "C",
  "shows_boosts" bigint default 1 not null,
  "notifies" bigint default 0 not null,
  "created_at" bigint not null,
  "resent_at" bigint);
create unique index "follow_requests_account_id_target_id" on "follow_requests" ("account_id", "target_id");
create index "follow_requests_target_id_id" on "follow_requests" ("target_id", "id");
create index "follow_requests_uri" on "follow_requests" ("uri");
create table "blocks" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "target_id" bigint not null,
  "uri" text collate "C",
  "created_at" bigint not null);
create unique index "blocks_account_id_target_id" on "blocks" ("account_id", "target_id");
create index "blocks_target_id" on "blocks" ("target_id");
create index "blocks_uri" on "blocks" ("uri");
create table "mutes" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "target_id" bigint not null,
  "hides_notifications" bigint not null,
  "created_at" bigint not null,
  "expires_at" bigint);
create unique index "mutes_account_id_target_id" on "mutes" ("account_id", "target_id");
create index "mutes_expires_at" on "mutes" ("expires_at");
create table "home_entries" (
  "account_id" bigint not null,
  "status_id" bigint not null,
  "author_id" bigint not null, constraint "home_entries_pkey" primary key ("account_id",
  "status_id"));
create index "home_entries_status_id" on "home_entries" ("status_id");
create table "notifications" (
  "id" bigint not null primary key,
  "account_id" bigint not null,
  "type" text collate "C" not null,
  "from_account_id" bigint not null,
  "status_id" bigint,
  "unique_key" text collate "C" not null,
  "created_at" bigint not null);
create unique index "notifications_account_id_unique_key" on "notifications" ("account_id", "unique_key");
create index "notifications_account_id_id" on "notifications" ("account_id", "id");
create index "notifications_status_id" on "notifications" ("status_id");
create index "notifications_from_account_id" on "notifications" ("from_account_id");
create table "tombstones" (
  "uri" text collate "C" not null primary key,
  "origin" text collate "C" not null,
  "former_type" text collate "C",
  "created_at" bigint not null,
  "expires_at" bigint);
create index "tombstones_origin_expires_at" on "tombstones" ("origin", "expires_at");
create index "tombstones_expires_at" on "tombstones" ("expires_at") where "expires_at" is not null;
create table "early_undos" (
  "natural_key" text collate "C" not null primary key,
  "actor_uri" text collate "C" not null,
  "activity_uri" text collate "C",
  "expires_at" bigint not null);
create index "early_undos_expires_at" on "early_undos" ("expires_at");
create table "idempotency_keys" (
  "account_id" bigint not null,
  "request_key" text collate "C" not null,
  "status_id" bigint not null,
  "created_at" bigint not null, constraint "idempotency_keys_pkey" primary key ("account_id",
  "request_key"));
create index "idempotency_keys_created_at" on "idempotency_keys" ("created_at");
create table "instance_settings" (
  "name" text collate "C" not null primary key,
  "value" text collate "C" not null);
create table "domain_blocks" (
  "domain" text collate "C" not null primary key,
  "reason" text collate "C" default '' not null,
  "created_at" bigint not null);
create table "hosts" (
  "host" text collate "C" not null primary key,
  "failures" bigint default 0 not null,
  "failing_since" bigint,
  "closed_until" bigint,
  "last_ok_at" bigint,
  "signature_form" text collate "C",
  "signature_form_at" bigint,
  "software" text collate "C");
create index "hosts_failing_since" on "hosts" ("failing_since") where "failing_since" is not null;
create table "inbox" (
  "id" bigint not null primary key,
  "receipt_key" text collate "C" not null,
  "signer_uri" text collate "C" not null,
  "body" text collate "C" not null,
  "recipient_id" bigint,
  "received_at" bigint not null);
create unique index "inbox_receipt_key" on "inbox" ("receipt_key");
create table "outbox" (
  "id" bigint not null primary key,
  "uri" text collate "C" not null,
  "account_id" bigint not null,
  "type" text collate "C" not null,
  "object_uri" text collate "C" not null,
  "body" text collate "C" not null,
  "created_at" bigint not null);
create index "outbox_uri" on "outbox" ("uri");
create index "outbox_object_uri_id" on "outbox" ("object_uri", "id");
create table "jobs" (
  "id" bigint not null primary key,
  "name" text collate "C" not null,
  "payload" text collate "C" not null,
  "run_at" bigint not null,
  "attempts" bigint default 0 not null,
  "leased_by" text collate "C",
  "order_key" text collate "C",
  "lane" text collate "C",
  "last_error" text collate "C",
  "created_at" bigint not null,
  "dead_at" bigint);
create index "jobs_name_dead_at_run_at" on "jobs" ("name", "dead_at", "run_at");
create index "jobs_order_key_id" on "jobs" ("order_key", "id") where "order_key" is not null;
create index "jobs_lane_name_run_at" on "jobs" ("lane", "name", "run_at") where "lane" is not null;
create table "schedules" (
  "name" text collate "C" not null primary key,
  "next_at" bigint not null);
