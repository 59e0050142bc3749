// Verifies proofs of a ledger with golang.org/x/mod/sumdb/{note,tlog}: nothing of Concord's own code.
//
// Standard input: first line a verifier key; then JSON lines, either {"proof": tlog-proof, "event": canonical JSON}
// or {"old": checkpoint, "new": checkpoint, "hashes": [base64]}. Prints how many hold; ends with 1 at the first that does not.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type line struct {
	Proof, Event, Old, New string
	Hashes                 []string
}

var verifiers note.Verifiers

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func decode(text string) []byte {
	bytes, err := base64.StdEncoding.DecodeString(text)
	fail(err)
	return bytes
}

func hash(text string) (h tlog.Hash) {
	if copy(h[:], decode(text)) != len(h) {
		fail(fmt.Errorf("no hash: %s", text))
	}
	return
}

func open(signed string) (size int64, root tlog.Hash) {
	opened, err := note.Open([]byte(signed), verifiers)
	fail(err)
	lines := strings.Split(opened.Text, "\n")
	size, err = strconv.ParseInt(lines[1], 10, 64)
	fail(err)
	return size, hash(lines[2])
}

func main() {
	in := bufio.NewReader(os.Stdin)
	key, err := in.ReadString('\n')
	fail(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	fail(err)
	verifiers = note.VerifierList(verifier)
	count := 0
	for decoder := json.NewDecoder(in); decoder.More(); count++ {
		var l line
		fail(decoder.Decode(&l))
		if l.Proof == "" {
			oldSize, oldRoot := open(l.Old)
			size, root := open(l.New)
			proof := tlog.TreeProof{}
			for _, text := range l.Hashes {
				proof = append(proof, hash(text))
			}
			fail(tlog.CheckTree(proof, size, root, oldSize, oldRoot))
			continue
		}
		parts := strings.SplitN(l.Proof, "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		if lines[0] != "c2sp.org/tlog-proof@v1" {
			fail(fmt.Errorf("no proof: %s", lines[0]))
		}
		salt := decode(strings.TrimPrefix(lines[1], "extra "))
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
		fail(err)
		proof := tlog.RecordProof{}
		for _, text := range lines[3:] {
			proof = append(proof, hash(text))
		}
		size, root := open(parts[1])
		entry := sha256.Sum256([]byte("concord-ledger-entry/v1\n" + string(salt) + l.Event))
		fail(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entry[:])))
	}
	fmt.Println(count)
}
