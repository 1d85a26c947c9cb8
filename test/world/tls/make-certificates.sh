#!/usr/bin/env bash
# Regenerates the test CA and the certificate for all *.test hosts. Both are public and protect nothing. Node rejects
# `*.test` (a wildcard directly below a top-level domain), so every host that a test uses is listed here.
set -euo pipefail
cd "$(dirname "$0")"
hosts=(lagoon reef atoll island cove bay shoal cay motu sandbar mastodon gotosocial misskey pleroma akkoma lemmy mitra gts forum
  peertube pixelfed friendica hubzilla fedify relay peer stranger third other evil mallory spam slow quick crowd old strict new far eve
  a b c d e f)
names=""
for host in "${hosts[@]}"; do names+="DNS:$host.test,DNS:*.$host.test,"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/new"
touch "$work/index.txt"
cat > "$work/ca.cnf" <<CONF
[ca]
default_ca = ours
[ours]
database = $work/index.txt
new_certs_dir = $work/new
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[leaf]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = ${names%,}
CONF
span=(-startdate 20200101000000Z -enddate 21200101000000Z)
openssl ecparam -genkey -name prime256v1 -noout | openssl pkcs8 -topk8 -nocrypt -out "$work/ca.key"
openssl req -new -config "$work/ca.cnf" -key "$work/ca.key" -subj "/CN=Atoll test CA, secures nothing" -out "$work/ca.csr"
openssl ca -batch -notext -config "$work/ca.cnf" -selfsign -keyfile "$work/ca.key" -in "$work/ca.csr" \
  -extensions authority "${span[@]}" -out ca.pem
openssl ecparam -genkey -name prime256v1 -noout | openssl pkcs8 -topk8 -nocrypt -out leaf-key.pem
openssl req -new -config "$work/ca.cnf" -key leaf-key.pem -subj "/CN=hosts of the test world" -out "$work/leaf.csr"
openssl ca -batch -notext -config "$work/ca.cnf" -cert ca.pem -keyfile "$work/ca.key" -in "$work/leaf.csr" \
  -extensions leaf "${span[@]}" -out leaf.pem
