-- The tables as they were in the spine, the first state that was ever run. Frozen.
create table "migrations" (
  "name" text primary key,
  "ran_at" bigint not null);
create table "accounts" (
  "id" integer not null primary key,
  "uri" text not null,
  "username" text not null,
  "domain" text,
  "acct_key" text,
  "actor_type" text not null,
  "display_name" text default '' not null,
  "note" text default '' not null,
  "note_source" text default '' not null,
  "fields" text default '[]' not null,
  "emojis" text default '[]' not null,
  "url" text,
  "avatar_url" text,
  "header_url" text,
  "locked" integer default 0 not null,
  "bot" integer default 0 not null,
  "discoverable" integer default 0 not null,
  "indexable" integer default 0 not null,
  "hides_network" integer default 0 not null,
  "inbox_url" text not null,
  "shared_inbox_url" text,
  "outbox_url" text,
  "followers_url" text,
  "following_url" text,
  "featured_url" text,
  "also_known_as" text default '[]' not null,
  "moved_to_uri" text,
  "followers_count" integer default 0 not null,
  "following_count" integer default 0 not null,
  "statuses_count" integer default 0 not null,
  "last_status_at" integer,
  "created_at" integer not null,
  "updated_at" integer not null,
  "revision" integer default 0 not null,
  "fetched_at" integer,
  "suspended_at" integer,
  "deleted_at" integer);
create unique index "accounts_uri" on "accounts" ("uri");
create unique index "accounts_acct_key" on "accounts" ("acct_key") where "acct_key" is not null;
create index "accounts_domain_id" on "accounts" ("domain", "id");
create index "accounts_followers_url" on "accounts" ("followers_url");
create table "account_keys" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "key_id" text not null,
  "kind" text not null,
  "public_pem" text not null,
  "private_pem" text,
  "created_at" integer not null,
  "fetched_at" integer not null);
create unique index "account_keys_key_id" on "account_keys" ("key_id");
create index "account_keys_account_id" on "account_keys" ("account_id");
create table "users" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "email" text,
  "email_key" text,
  "password_hash" text,
  "role" text default 'user' not null,
  "sign_up_reason" text default '' not null,
  "default_visibility" text default 'public' not null,
  "default_sensitive" integer default 0 not null,
  "default_language" text,
  "active_at" integer not null,
  "created_at" integer not null,
  "approved_at" integer,
  "disabled_at" integer);
create unique index "users_account_id" on "users" ("account_id");
create unique index "users_email_key" on "users" ("email_key") where "email_key" is not null;
create table "tokens" (
  "id" integer not null primary key,
  "user_id" integer not null,
  "token_hash" text not null,
  "name" text not null,
  "scopes" text not null,
  "created_at" integer not null,
  "expires_at" integer,
  "last_used_at" integer);
create unique index "tokens_token_hash" on "tokens" ("token_hash");
create index "tokens_user_id" on "tokens" ("user_id");
create table "statuses" (
  "id" integer not null primary key,
  "uri" text not null,
  "url" text,
  "account_id" integer not null,
  "local" integer not null,
  "object_type" text default 'Note' not null,
  "in_reply_to_id" integer,
  "in_reply_to_account_id" integer,
  "in_reply_to_uri" text,
  "conversation_id" integer not null,
  "boost_of_id" integer,
  "visibility" text not null,
  "sensitive" integer default 0 not null,
  "content_warning" text default '' not null,
  "content" text not null,
  "source" text,
  "source_type" text default 'text/plain' not null,
  "language" text,
  "attachments" text default '[]' not null,
  "emojis" text default '[]' not null,
  "origin_replies_count" integer,
  "replies_count" integer default 0 not null,
  "boosts_count" integer default 0 not null,
  "favourites_count" integer default 0 not null,
  "created_at" integer not null,
  "edited_at" integer,
  "version_at" integer not null,
  "revision" integer default 0 not null,
  "fetched_at" integer,
  "missing_since" integer);
create unique index "statuses_uri" on "statuses" ("uri");
create index "statuses_account_id_id" on "statuses" ("account_id", "id");
create index "statuses_in_reply_to_id_id" on "statuses" ("in_reply_to_id", "id");
create index "statuses_in_reply_to_uri" on "statuses" ("in_reply_to_uri") where "in_reply_to_uri" is not null;
create unique index "statuses_boost_of_id_account_id" on "statuses" ("boost_of_id", "account_id") where "boost_of_id" is not null;
create index "statuses_conversation_id_id" on "statuses" ("conversation_id", "id");
create table "public_entries" (
  "status_id" integer not null primary key,
  "local" integer not null,
  "account_id" integer not null);
create index "public_entries_local_status_id" on "public_entries" ("local", "status_id");
create table "status_edits" (
  "id" integer not null primary key,
  "status_id" integer not null,
  "content" text not null,
  "content_warning" text not null,
  "source" text,
  "sensitive" integer not null,
  "created_at" integer not null);
create index "status_edits_status_id_id" on "status_edits" ("status_id", "id");
create table "mentions" (
  "status_id" integer not null,
  "account_id" integer not null,
  "silent" integer not null, constraint "mentions_pkey" primary key ("status_id",
  "account_id")) without rowid;
create index "mentions_account_id_status_id" on "mentions" ("account_id", "status_id");
create table "tags" (
  "id" integer not null primary key,
  "tag_key" text not null,
  "name" text not null);
create unique index "tags_tag_key" on "tags" ("tag_key");
create table "status_tags" (
  "tag_id" integer not null,
  "status_id" integer not null, constraint "status_tags_pkey" primary key ("tag_id",
  "status_id")) without rowid;
create index "status_tags_status_id" on "status_tags" ("status_id");
create table "favourites" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "status_id" integer not null,
  "uri" text,
  "created_at" integer not null);
create unique index "favourites_account_id_status_id" on "favourites" ("account_id", "status_id");
create index "favourites_status_id_id" on "favourites" ("status_id", "id");
create index "favourites_account_id_id" on "favourites" ("account_id", "id");
create index "favourites_uri" on "favourites" ("uri");
create table "bookmarks" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "status_id" integer not null,
  "created_at" integer not null);
create unique index "bookmarks_account_id_status_id" on "bookmarks" ("account_id", "status_id");
create index "bookmarks_account_id_id" on "bookmarks" ("account_id", "id");
create index "bookmarks_status_id" on "bookmarks" ("status_id");
create table "pins" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "status_id" integer not null,
  "created_at" integer not null);
create unique index "pins_account_id_status_id" on "pins" ("account_id", "status_id");
create index "pins_status_id" on "pins" ("status_id");
create table "follows" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "target_id" integer not null,
  "uri" text,
  "shows_boosts" integer default 1 not null,
  "notifies" integer default 0 not null,
  "created_at" integer not null);
create unique index "follows_account_id_target_id" on "follows" ("account_id", "target_id");
create index "follows_target_id_id" on "follows" ("target_id", "id");
create index "follows_target_id_notifies" on "follows" ("target_id", "notifies");
create index "follows_account_id_id" on "follows" ("account_id", "id");
create index "follows_uri" on "follows" ("uri");
create table "follow_requests" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "target_id" integer not null,
  "uri" text,
  "shows_boosts" integer default 1 not null,
  "notifies" integer default 0 not null,
  "created_at" integer not null,
  "resent_at" integer);
create unique index "follow_requests_account_id_target_id" on "follow_requests" ("account_id", "target_id");
create index "follow_requests_target_id_id" on "follow_requests" ("target_id", "id");
create index "follow_requests_uri" on "follow_requests" ("uri");
create table "blocks" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "target_id" integer not null,
  "uri" text,
  "created_at" integer not null);
create unique index "blocks_account_id_target_id" on "blocks" ("account_id", "target_id");
create index "blocks_target_id" on "blocks" ("target_id");
create index "blocks_uri" on "blocks" ("uri");
create table "mutes" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "target_id" integer not null,
  "hides_notifications" integer not null,
  "created_at" integer not null,
  "expires_at" integer);
create unique index "mutes_account_id_target_id" on "mutes" ("account_id", "target_id");
create index "mutes_expires_at" on "mutes" ("expires_at");
create table "home_entries" (
  "account_id" integer not null,
  "status_id" integer not null,
  "author_id" integer not null, constraint "home_entries_pkey" primary key ("account_id",
  "status_id")) without rowid;
create index "home_entries_status_id" on "home_entries" ("status_id");
create table "notifications" (
  "id" integer not null primary key,
  "account_id" integer not null,
  "type" text not null,
  "from_account_id" integer not null,
  "status_id" integer,
  "unique_key" text not null,
  "created_at" integer not null);
create unique index "notifications_account_id_unique_key" on "notifications" ("account_id", "unique_key");
create index "notifications_account_id_id" on "notifications" ("account_id", "id");
create index "notifications_status_id" on "notifications" ("status_id");
create index "notifications_from_account_id" on "notifications" ("from_account_id");
create table "tombstones" (
  "uri" text not null primary key,
  "origin" text not null,
  "former_type" text,
  "created_at" integer not null,
  "expires_at" integer);
create index "tombstones_origin_expires_at" on "tombstones" ("origin", "expires_at");
create index "tombstones_expires_at" on "tombstones" ("expires_at") where "expires_at" is not null;
create table "early_undos" (
  "natural_key" text not null primary key,
  "actor_uri" text not null,
  "activity_uri" text,
  "expires_at" integer not null);
create index "early_undos_expires_at" on "early_undos" ("expires_at");
create table "idempotency_keys" (
  "account_id" integer not null,
  "request_key" text not null,
  "status_id" integer not null,
  "created_at" integer not null, constraint "idempotency_keys_pkey" primary key ("account_id",
  "request_key")) without rowid;
create index "idempotency_keys_created_at" on "idempotency_keys" ("created_at");
create table "instance_settings" (
  "name" text not null primary key,
  "value" text not null);
create table "domain_blocks" (
  "domain" text not null primary key,
  "reason" text default '' not null,
  "created_at" integer not null);
create table "hosts" (
  "host" text not null primary key,
  "failures" integer default 0 not null,
  "failing_since" integer,
  "closed_until" integer,
  "last_ok_at" integer,
  "signature_form" text,
  "signature_form_at" integer,
  "software" text);
create index "hosts_failing_since" on "hosts" ("failing_since") where "failing_since" is not null;
create table "inbox" (
  "id" integer not null primary key,
  "receipt_key" text not null,
  "signer_uri" text not null,
  "body" text not null,
  "recipient_id" integer,
  "received_at" integer not null);
create unique index "inbox_receipt_key" on "inbox" ("receipt_key");
create table "outbox" (
  "id" integer not null primary key,
  "uri" text not null,
  "account_id" integer not null,
  "type" text not null,
  "object_uri" text not null,
  "body" text not null,
  "created_at" integer not null);
create index "outbox_uri" on "outbox" ("uri");
create index "outbox_object_uri_id" on "outbox" ("object_uri", "id");
create table "jobs" (
  "id" integer not null primary key,
  "name" text not null,
  "payload" text not null,
  "run_at" integer not null,
  "attempts" integer default 0 not null,
  "leased_by" text,
  "order_key" text,
  "lane" text,
  "last_error" text,
  "created_at" integer not null,
  "dead_at" integer);
create index "jobs_name_dead_at_run_at" on "jobs" ("name", "dead_at", "run_at");
create index "jobs_order_key_id" on "jobs" ("order_key", "id") where "order_key" is not null;
create index "jobs_lane_name_run_at" on "jobs" ("lane", "name", "run_at") where "lane" is not null;
create table "schedules" (
  "name" text not null primary key,
  "next_at" integer not null);
