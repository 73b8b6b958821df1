// Keccak-f[1600] and keccak256 (rate 136, padding 0x01), after the Keccak reference, https://keccak.team/keccak.html.
// The 25 lanes live in locals: s<x><y> before a round, b<x><y> after rho and pi. Hashes of 64 bytes, which Solidity
// mappings ask for over and over, are remembered.
import {
  MEMO,
  MEMO_ENTRIES,
  MEMO_ENTRY_SIZE,
  MEMO_INDEX,
  MEMO_SETS,
  MEMO_SET_SIZE,
  ROUND_CONSTANTS,
  SCRATCH_KECCAK_STATE,
  SCRATCH_REMEMBERED,
} from "../layout.ts";
import { copy } from "./words.ts";

/** 25 lanes, lane x + 5y at 8 * (x + 5y). */
const STATE: usize = SCRATCH_KECCAK_STATE;

function permute(): void {
  let s00 = load<u64>(STATE, 0);
  let s10 = load<u64>(STATE, 8);
  let s20 = load<u64>(STATE, 16);
  let s30 = load<u64>(STATE, 24);
  let s40 = load<u64>(STATE, 32);
  let s01 = load<u64>(STATE, 40);
  let s11 = load<u64>(STATE, 48);
  let s21 = load<u64>(STATE, 56);
  let s31 = load<u64>(STATE, 64);
  let s41 = load<u64>(STATE, 72);
  let s02 = load<u64>(STATE, 80);
  let s12 = load<u64>(STATE, 88);
  let s22 = load<u64>(STATE, 96);
  let s32 = load<u64>(STATE, 104);
  let s42 = load<u64>(STATE, 112);
  let s03 = load<u64>(STATE, 120);
  let s13 = load<u64>(STATE, 128);
  let s23 = load<u64>(STATE, 136);
  let s33 = load<u64>(STATE, 144);
  let s43 = load<u64>(STATE, 152);
  let s04 = load<u64>(STATE, 160);
  let s14 = load<u64>(STATE, 168);
  let s24 = load<u64>(STATE, 176);
  let s34 = load<u64>(STATE, 184);
  let s44 = load<u64>(STATE, 192);
  for (let round: usize = ROUND_CONSTANTS; round < <usize>(ROUND_CONSTANTS + 192); round += 8) {
    const c0 = s00 ^ s01 ^ s02 ^ s03 ^ s04;
    const c1 = s10 ^ s11 ^ s12 ^ s13 ^ s14;
    const c2 = s20 ^ s21 ^ s22 ^ s23 ^ s24;
    const c3 = s30 ^ s31 ^ s32 ^ s33 ^ s34;
    const c4 = s40 ^ s41 ^ s42 ^ s43 ^ s44;
    const d0 = c4 ^ rotl(c1, 1);
    const d1 = c0 ^ rotl(c2, 1);
    const d2 = c1 ^ rotl(c3, 1);
    const d3 = c2 ^ rotl(c4, 1);
    const d4 = c3 ^ rotl(c0, 1);
    const b00 = s00 ^ d0;
    const b02 = rotl(s10 ^ d1, 1);
    const b04 = rotl(s20 ^ d2, 62);
    const b01 = rotl(s30 ^ d3, 28);
    const b03 = rotl(s40 ^ d4, 27);
    const b13 = rotl(s01 ^ d0, 36);
    const b10 = rotl(s11 ^ d1, 44);
    const b12 = rotl(s21 ^ d2, 6);
    const b14 = rotl(s31 ^ d3, 55);
    const b11 = rotl(s41 ^ d4, 20);
    const b21 = rotl(s02 ^ d0, 3);
    const b23 = rotl(s12 ^ d1, 10);
    const b20 = rotl(s22 ^ d2, 43);
    const b22 = rotl(s32 ^ d3, 25);
    const b24 = rotl(s42 ^ d4, 39);
    const b34 = rotl(s03 ^ d0, 41);
    const b31 = rotl(s13 ^ d1, 45);
    const b33 = rotl(s23 ^ d2, 15);
    const b30 = rotl(s33 ^ d3, 21);
    const b32 = rotl(s43 ^ d4, 8);
    const b42 = rotl(s04 ^ d0, 18);
    const b44 = rotl(s14 ^ d1, 2);
    const b41 = rotl(s24 ^ d2, 61);
    const b43 = rotl(s34 ^ d3, 56);
    const b40 = rotl(s44 ^ d4, 14);
    s00 = b00 ^ (~b10 & b20) ^ load<u64>(round);
    s10 = b10 ^ (~b20 & b30);
    s20 = b20 ^ (~b30 & b40);
    s30 = b30 ^ (~b40 & b00);
    s40 = b40 ^ (~b00 & b10);
    s01 = b01 ^ (~b11 & b21);
    s11 = b11 ^ (~b21 & b31);
    s21 = b21 ^ (~b31 & b41);
    s31 = b31 ^ (~b41 & b01);
    s41 = b41 ^ (~b01 & b11);
    s02 = b02 ^ (~b12 & b22);
    s12 = b12 ^ (~b22 & b32);
    s22 = b22 ^ (~b32 & b42);
    s32 = b32 ^ (~b42 & b02);
    s42 = b42 ^ (~b02 & b12);
    s03 = b03 ^ (~b13 & b23);
    s13 = b13 ^ (~b23 & b33);
    s23 = b23 ^ (~b33 & b43);
    s33 = b33 ^ (~b43 & b03);
    s43 = b43 ^ (~b03 & b13);
    s04 = b04 ^ (~b14 & b24);
    s14 = b14 ^ (~b24 & b34);
    s24 = b24 ^ (~b34 & b44);
    s34 = b34 ^ (~b44 & b04);
    s44 = b44 ^ (~b04 & b14);
  }
  store<u64>(STATE, s00, 0);
  store<u64>(STATE, s10, 8);
  store<u64>(STATE, s20, 16);
  store<u64>(STATE, s30, 24);
  store<u64>(STATE, s40, 32);
  store<u64>(STATE, s01, 40);
  store<u64>(STATE, s11, 48);
  store<u64>(STATE, s21, 56);
  store<u64>(STATE, s31, 64);
  store<u64>(STATE, s41, 72);
  store<u64>(STATE, s02, 80);
  store<u64>(STATE, s12, 88);
  store<u64>(STATE, s22, 96);
  store<u64>(STATE, s32, 104);
  store<u64>(STATE, s42, 112);
  store<u64>(STATE, s03, 120);
  store<u64>(STATE, s13, 128);
  store<u64>(STATE, s23, 136);
  store<u64>(STATE, s33, 144);
  store<u64>(STATE, s43, 152);
  store<u64>(STATE, s04, 160);
  store<u64>(STATE, s14, 168);
  store<u64>(STATE, s24, 176);
  store<u64>(STATE, s34, 184);
  store<u64>(STATE, s44, 192);
}

/** keccak256 of `length` bytes at `from` as 32 bytes at `to`, which may overlap the input. */
export function keccak(from: usize, length: usize, to: usize): void {
  memory.fill(STATE, 0, 200);
  while (length >= 136) {
    for (let i: usize = 0; i < 136; i += 8) store<u64>(STATE + i, load<u64>(STATE + i) ^ load<u64>(from + i));
    permute();
    from += 136;
    length -= 136;
  }
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) store<u64>(STATE + i, load<u64>(STATE + i) ^ load<u64>(from + i));
  for (; i < length; i++) store<u8>(STATE + i, load<u8>(STATE + i) ^ load<u8>(from + i));
  store<u8>(STATE + length, load<u8>(STATE + length) ^ 1);
  store<u8>(STATE + 135, load<u8>(STATE + 135) ^ 0x80);
  permute();
  copy(STATE, to);
}

@inline
function sameInput(entry: usize, from: usize): bool {
  return !v128.any_true(
    v128.or(
      v128.or(v128.xor(v128.load(entry, 0), v128.load(from, 0)), v128.xor(v128.load(entry, 16), v128.load(from, 16))),
      v128.or(v128.xor(v128.load(entry, 32), v128.load(from, 32)), v128.xor(v128.load(entry, 48), v128.load(from, 48))),
    ),
  );
}

/** The entry that an index's word names, if it is of this hash and input; else 0. */
@inline
function remembered(word: u64, tag: u32, from: usize): usize {
  const entry = MEMO + ((word & 0xffffffff) as usize) * MEMO_ENTRY_SIZE;
  return ((word >> 32) as u32) == tag && sameInput(entry, from) ? entry : 0;
}

/** keccak256 of exactly 64 bytes, remembered in entries that make room in turn; in the index, the older of a set does. */
export function keccak64(from: usize, to: usize): void {
  let h =
    load<u64>(from, 0) * 0x9e3779b97f4a7c15 +
    load<u64>(from, 8) * 0xbf58476d1ce4e5b9 +
    load<u64>(from, 16) * 0x94d049bb133111eb +
    load<u64>(from, 24) * 0xff51afd7ed558ccd +
    load<u64>(from, 32) * 0xc4ceb9fe1a85ec53 +
    load<u64>(from, 40) * 0xd6e8feb86659fd93 +
    load<u64>(from, 48) * 0xe7037ed1a0b428db +
    load<u64>(from, 56) * 0xa0761d6478bd642f;
  h = (h ^ (h >> 32)) * 0x9e3779b97f4a7c15;
  const tag = ((h >> 32) as u32) | 1; // never that of a free word
  const set: usize = MEMO_INDEX + (((h >> 40) & (MEMO_SETS - 1)) as usize) * MEMO_SET_SIZE;
  let entry = remembered(load<u64>(set), tag, from);
  if (entry == 0) entry = remembered(load<u64>(set, 8), tag, from);
  if (entry == 0) entry = remember(set, tag, from);
  copy(entry + 64, to);
}

function remember(set: usize, tag: u32, from: usize): usize {
  keccak(from, 64, SCRATCH_REMEMBERED);
  const last = load<u32>(MEMO);
  const number: u32 = last + 1 < <u32>MEMO_ENTRIES ? last + 1 : 1;
  const entry = MEMO + (number as usize) * MEMO_ENTRY_SIZE;
  // No call and no loop from here on: where a run can be ended from outside, and the memory outlive it, entries are whole.
  store<u32>(MEMO, number);
  copy(from, entry);
  copy(from + 32, entry + 32);
  copy(SCRATCH_REMEMBERED, entry + 64);
  store<u64>(set, load<u64>(set), 8);
  store<u64>(set, ((tag as u64) << 32) | (number as u64));
  return entry;
}
