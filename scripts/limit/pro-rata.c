/*
 * The storage work of contracts/harness/ProRata.sol, written by hand: what an engine's loop over the same accounts and
 * slots comes down to. Slots lie in one table under (contract, key), with their original value, the transaction that
 * touched them last and a journal of what was there before; keys of mappings come from a table of remembered hashes.
 *
 *   pro-rata AGENTS SECONDS     prints the median nanoseconds an action
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { uint64_t limb[4]; } word;
typedef unsigned __int128 u128;

typedef struct { word key, value, original; uint32_t contract, touched, written; } slot;
typedef struct { uint8_t address[20]; uint32_t touched; word balance; uint64_t nonce; } account;
typedef struct { word input[2], key; } remembered;
/* Entries lie densely, in the order they came; an index of hash and number finds them. */
typedef struct { uint32_t tag, number; } place;
typedef struct { place *places; uint32_t mask, count; } table;
typedef struct { slot *at; word before; } change;
typedef struct { uint8_t sender[20]; uint8_t data[36]; } call;

static slot *slots;
static account *accounts;
static remembered *hashes;
static change *journal;
static table slotIndex, accountIndex, hashIndex;
static uint32_t changes, transaction;

static uint64_t mix(const uint64_t *words, int count) {
  static const uint64_t seeds[8] = {0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9, 0xd6e8feb86659fd93,
                                    0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3};
  uint64_t sum = 0;
  for (int i = 0; i < count; i++) sum += words[i] * seeds[i];
  return (sum ^ (sum >> 32)) * seeds[7] >> 32;
}

/* The place of a hash's entry, or the one where it belongs; numbers begin with 1. */
#define FIND(index, tag_, equal)                                                                  \
  place *at = &(index).places[(tag_) & (index).mask];                                             \
  for (uint32_t i = (tag_); at->number && !(at->tag == (tag_) && (equal)); at = &(index).places[++i & (index).mask]) \
    ;                                                                                             \
  int isNew = at->number == 0;                                                                    \
  if (isNew) *at = (place){(tag_), ++(index).count}

static slot *slotAt(uint32_t contract, const word *key) {
  uint32_t tag = mix(key->limb, 4) + contract;
  FIND(slotIndex, tag, slots[at->number].contract == contract && !memcmp(&slots[at->number].key, key, 32));
  slot *found = &slots[at->number];
  if (isNew) { found->contract = contract; found->key = *key; }
  if (found->touched != transaction) { found->touched = transaction; found->original = found->value; }
  return found;
}

static void write(slot *at, word value) {
  journal[changes++] = (change){at, at->value};
  at->value = value;
  at->written = transaction;
}

/* The key of a mapping's value. A first touch would cost a Keccak-256; here any mixing does, as it is not measured. */
static word keyOf(const word *index, uint64_t base) {
  word input[2] = {*index, {{0, 0, 0, base}}};
  uint32_t tag = mix(input[0].limb, 8);
  FIND(hashIndex, tag, !memcmp(hashes[at->number].input, input, 64));
  remembered *found = &hashes[at->number];
  if (isNew) {
    memcpy(found->input, input, 64);
    for (int k = 0; k < 4; k++) found->key.limb[k] = (mix(input[0].limb, 8) ^ input[0].limb[k]) * (0x9e3779b97f4a7c15 + 2 * k) + base;
  }
  return found->key;
}

static account *accountAt(const uint8_t *address) {
  uint64_t words[3] = {0, 0, 0};
  memcpy(words, address, 20);
  uint32_t tag = mix(words, 3);
  FIND(accountIndex, tag, !memcmp(accounts[at->number].address, address, 20));
  account *found = &accounts[at->number];
  if (isNew) memcpy(found->address, address, 20);
  found->touched = transaction;
  return found;
}

/* Slot 0 packs roundWork (128 bits), round (64) and lastBlock (64); a position work (128), round and submissions. */
static int submit(const call *from, uint64_t block) {
  transaction++;
  changes = 0;
  account *sender = accountAt(from->sender);
  sender->nonce++;
  word caller = {{0, 0, 0, 0}}, zero = {{0, 0, 0, 0}};
  memcpy((uint8_t *)&caller + 12, from->sender, 20);
  uint64_t work;
  memcpy(&work, from->data + 28, 8);
  work = __builtin_bswap64(work);
  if (work == 0) return 0;
  slot *packed = slotAt(1, &zero);
  word state = packed->value;
  if (state.limb[3] != block) {
    word index = {{state.limb[2], 0, 0, 0}}, key = keyOf(&index, 3), done = {{state.limb[0], state.limb[1], 0, 0}};
    write(slotAt(1, &key), done);
    state = (word){{0, 0, state.limb[2] + 1, block}};
    write(packed, state);
  }
  word key = keyOf(&caller, 1);
  slot *own = slotAt(1, &key);
  word position = own->value;
  u128 before = ((u128)position.limb[1] << 64) | position.limb[0];
  if (position.limb[2] != state.limb[2] && before > 0) {
    word owedKey = keyOf(&caller, 2), index = {{position.limb[2], 0, 0, 0}}, roundKey = keyOf(&index, 3);
    word total = slotAt(1, &roundKey)->value;
    slot *owed = slotAt(1, &owedKey);
    word sum = owed->value;
    u128 share = (u128)1000000000000000000u * before / (((u128)total.limb[1] << 64) | total.limb[0]);
    u128 low = (((u128)sum.limb[1] << 64) | sum.limb[0]) + share;
    sum.limb[0] = (uint64_t)low;
    sum.limb[1] = (uint64_t)(low >> 64);
    write(owed, sum);
    before = 0;
  }
  before += work;
  position = (word){{(uint64_t)before, (uint64_t)(before >> 64), state.limb[2], position.limb[3] + 1}};
  write(own, position);
  u128 all = (((u128)state.limb[1] << 64) | state.limb[0]) + work;
  state.limb[0] = (uint64_t)all;
  state.limb[1] = (uint64_t)(all >> 64);
  write(packed, state);
  return 1;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  uint32_t agents = argc > 1 ? strtoul(argv[1], 0, 10) : 1000, size = 1024;
  double seconds = argc > 2 ? atof(argv[2]) : 1;
  /* Two slots an agent, and one a block: what is measured ends before the tables are half full. */
  uint32_t most = agents < 4096 ? 4096 : agents;
  while (size < 2 * (2 * agents + most)) size *= 2;
  slots = calloc(size, sizeof *slots);
  accounts = calloc(size, sizeof *accounts);
  hashes = calloc(size, sizeof *hashes);
  table *tables[] = {&slotIndex, &accountIndex, &hashIndex};
  for (int i = 0; i < 3; i++)
    if (!(tables[i]->places = calloc(size, sizeof(place)))) return 1;
    else tables[i]->mask = size - 1;
  journal = calloc(16, sizeof *journal);
  call *calls = calloc(agents, sizeof *calls);
  double *times = calloc(most, sizeof *times);
  if (!slots || !accounts || !hashes || !journal || !calls || !times) return 1;
  uint32_t count = 0;
  double end = now() + seconds * 1e9;
  while (count < most && (count < 3 || now() < end)) {
    double begin = now();
    for (uint32_t i = 0; i < agents; i++) { /* as the engine is measured: the packing of calls included */
      uint64_t tail = __builtin_bswap64(i), work = __builtin_bswap64(count + 1);
      memcpy(calls[i].sender + 12, &tail, 8);
      calls[i].sender[1] = 0x40;
      memcpy(calls[i].data + 28, &work, 8);
    }
    for (uint32_t i = 0; i < agents; i++)
      if (!submit(&calls[i], count + 2)) return 1;
    times[count++] = (now() - begin) / agents;
  }
  qsort(times, count, sizeof *times, ascending);
  printf("%f\n", times[count / 2]);
  return 0;
}
