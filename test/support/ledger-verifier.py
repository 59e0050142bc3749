"""Verifies proofs of a ledger with Python's cryptography package: nothing of Concord's own code.

Standard input: first line a verifier key; then JSON lines {"proof": tlog-proof, "event": canonical JSON}. Prints how many hold; fails at the first that
does not.
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(index, size, leaf, proof):
    """RFC 9162, 2.1.3.2."""
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        assert last > 0, "too many hashes"
        if node % 2 == 1 or node == last:
            found = sha256(b"\x01", sibling, found)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\x01", found, sibling)
        node, last = node >> 1, last >> 1
    assert last == 0, "too few hashes"
    return found


name, key_id, key = sys.stdin.readline().strip().split("+", 2)
public = base64.b64decode(key)
assert public[0] == 1 and sha256(name.encode(), b"\n", public)[:4].hex() == key_id
verifier = Ed25519PublicKey.from_public_bytes(public[1:])
count = 0
for text in sys.stdin:
    line = json.loads(text)
    if "proof" not in line:
        continue
    head, checkpoint = line["proof"].split("\n\n", 1)
    version, extra, index, *hashes = head.split("\n")
    assert version == "c2sp.org/tlog-proof@v1"
    signed, signatures = checkpoint.rsplit("\n\n", 1)
    (own,) = [one for one in signatures.splitlines() if one.startswith(f"\u2014 {name} ")]
    signature = base64.b64decode(own.split(" ")[2])
    assert signature[:4].hex() == key_id
    verifier.verify(signature[4:], (signed + "\n").encode())
    origin, size, root = signed.split("\n")[:3]
    assert origin == name
    salt = base64.b64decode(extra.removeprefix("extra "))
    entry = sha256(b"concord-ledger-entry/v1\n", salt, line["event"].encode())
    proof = [base64.b64decode(one) for one in hashes]
    assert root_of(int(index.removeprefix("index ")), int(size), sha256(b"\x00", entry), proof) == base64.b64decode(root)
    count += 1
print(count)
