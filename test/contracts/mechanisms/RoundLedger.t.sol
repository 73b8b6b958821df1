// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {GovernedReward} from "../../../contracts/mechanisms/GovernedReward.sol";
import {PerAccountReward} from "../../../contracts/mechanisms/PerAccountReward.sol";
import {ProportionalContest} from "../../../contracts/mechanisms/ProportionalContest.sol";
import {ProportionalLottery} from "../../../contracts/mechanisms/ProportionalLottery.sol";
import {RoundLedger} from "../../../contracts/mechanisms/RoundLedger.sol";
import {WeightRule} from "../../../contracts/mechanisms/WeightRule.sol";
import {Test} from "../utils/Test.sol";

/// @dev Random entries and claims on one ledger of each kind, two contests a round of three blocks.
contract RoundLedgerHandler is Test {
    uint256 private constant REWARD = 1 ether + 1;

    RoundLedger[4] public ledgers;
    uint256[4] public paid;
    uint256 public entries;

    constructor() {
        vm.roll(100);
        ledgers[0] = new ProportionalContest(REWARD, 2, 3, WeightRule.Linear);
        ledgers[1] = new ProportionalLottery(REWARD, 2, 3, WeightRule.Root);
        ledgers[2] = new PerAccountReward(REWARD, 2, 3);
        ledgers[3] = new GovernedReward(REWARD, 2, 3, 1, 1 ether, 2 ether);
    }

    function enter(uint256 who, uint256 contest, uint256 work) external {
        address account = _account(who % 4);
        contest %= 2;
        work = 1 + (work % 1e24);
        ++entries;
        vm.startPrank(account);
        try ProportionalContest(address(ledgers[0])).submit(contest, work) {} catch {}
        try ProportionalLottery(address(ledgers[1])).submit(contest, work) {} catch {}
        try PerAccountReward(address(ledgers[2])).checkIn(contest) {} catch {}
        try GovernedReward(address(ledgers[3])).submit(contest, work, work / 3) {} catch {}
        vm.stopPrank();
        _advance(work % 2);
    }

    function claim(uint256 who) external {
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(_account(who % 4));
            paid[i] += ledgers[i].claim();
        }
    }

    function wait(uint256 blocks) external {
        _advance(blocks % 7);
    }

    function govern(uint256 weightA, uint256 weightB) external {
        GovernedReward(address(ledgers[3])).setObjective(weightA % 1e20, weightB % 1e20);
    }

    function _advance(uint256 blocks) private {
        if (blocks == 0) return;
        vm.roll(block.number + blocks);
        vm.prevrandao(keccak256(abi.encode(block.number)));
    }
}

contract RoundLedgerInvariants is Test {
    RoundLedgerHandler private _handler;

    function setUp() public {
        _handler = new RoundLedgerHandler();
        _target(address(_handler));
    }

    function invariant_MintedIsPaidPlusOwedPlusDust() public view {
        for (uint256 i = 0; i < 4; ++i) {
            RoundLedger ledger = _handler.ledgers(i);
            uint256 held = ledger.balanceOf(address(ledger));
            uint256 owed;
            for (uint256 j = 0; j < 4; ++j) owed += ledger.claimable(_account(j)) + ledger.pending(_account(j));
            _eq(ledger.totalSupply(), held + _handler.paid(i), "minted = held + paid");
            _atMost(owed, held, "solvent");
            // The lottery's prizes that are not drawn yet are owed to nobody.
            if (i != 1) _atMost(held - owed, _handler.entries(), "dust under one wei an entry");
        }
    }

    function invariant_WeightsAddUp() public view {
        for (uint256 i = 0; i < 4; ++i) {
            RoundLedger ledger = _handler.ledgers(i);
            uint256 round = ledger.currentRound();
            uint256 total = ledger.totalWeight(ledger.potOf(round, 0)) + ledger.totalWeight(ledger.potOf(round, 1));
            for (uint256 j = 0; j < 4; ++j) total -= ledger.weightOf(_account(j));
            _eq(total, 0, "accounts' weights = pots' weights");
        }
    }
}
