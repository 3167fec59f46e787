#!/bin/bash
# The files of QNAP's encryptions that the tests read, made of the public descriptions of their formats with OpenSSL's own
# program, so that nothing of ours has a part in them. The content is what `content` prints; the password is in the tests.
set -e
cd "$(dirname "$0")"
password='Korrekt Pferd 3 ü'
content() { i=0; while [ $i -lt 40 ]; do echo "line $i of a file that a QNAP has encrypted"; i=$((i + 1)); done; }
hex() { od -An -tx1 | tr -d ' \n'; }
raw() { printf '%b' "$(echo "$1" | sed 's/../\\x&/g')"; }
aes() { openssl enc -e "-aes-$1-cbc" -K "$2" -iv "$3"; }

# Version 1: salt, key and digest in fields that end in 0x03, zeros, a vector, AES-256-CBC.
salt=00112233445566778899aabbccddeeff
key=202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
master=$(openssl kdf -keylen 32 -kdfopt digest:SHA1 -kdfopt "pass:$password" -kdfopt "hexsalt:$salt" \
    -kdfopt iter:1000 -binary PBKDF2 | hex)
vector1=a0a1a2a3a4a5a6a7a8a9aaabacadaeaf
vector2=b0b1b2b3b4b5b6b7b8b9babbbcbdbebf
wrapped=$( (raw $vector1; raw $key | aes 256 "$master" $vector1) | openssl base64 -A)
digest=$( (raw $vector2; content | openssl md5 -binary | aes 128 $salt $vector2) | openssl base64 -A)
version1() {
    printf '__QCS__\003salt:%s\003key:%s\003digest:%s\003\000\000\000\000\000' "$salt" "$wrapped" "$digest"
    raw "$1"
    content | aes 256 $key "$1"
}
version1 c0c1c2c3c4c5c6c7c8c9cacbcccdcecf > version1.qnap
version1 000002c3c4c5c6c7c8c9cacbcccdcecf > version1-zeros.qnap

# Version 2: magic and flags, 64 bytes under AES-256-ECB by the repeated password, AES-256-CBC.
repeated=$(i=0; while [ $i -lt 9 ]; do printf %s "$password"; i=$((i + 1)); done | head -c 32 | hex)
vector=d0d1d2d3d4d5d6d7d8d9dadbdcdddedf
size=$(printf %016x "$(content | wc -c)")
version2() {
    raw 4bca94725e831c310"1"0"$1"000000000000
    raw "4bca94725e831c31$key$vector$size" | openssl enc -e -aes-256-ecb -K "$repeated" -nopad
    $2 | aes 256 $key $vector
}
deflated() { content | openssl zlib 2>/dev/null || content | python3 -c \
    'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))'; }
version2 0 content > version2.qnap
version2 1 deflated > version2-compressed.qnap
