// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ForkChoice} from "../../../contracts/mechanisms/ForkChoice.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract ForkChoiceTest is ReentryTest {
    uint256 private constant REWARD = 1 ether;
    address private constant POOL = address(0xB0B);

    function test_RefusesImpossibleShares() public {
        vm.expectRevert(abi.encodeWithSelector(ForkChoice.NotAShare.selector, 1e18));
        new ForkChoice(1e18, 0, REWARD, 0);
        vm.expectRevert(abi.encodeWithSelector(ForkChoice.NotAShare.selector, 1e18 + 1));
        new ForkChoice(0, 1e18 + 1, REWARD, 0);
    }

    function test_HonestMiningLosesNoBlock() public {
        ForkChoice chain = new ForkChoice(0.4e18, 0, REWARD, 0);
        _mine(chain, false, 1_000);
        ForkChoice.Fork memory fork = chain.forkOf(POOL);
        _eq(uint256(fork.poolBlocks) + fork.otherBlocks, 1_000, "every block is on the main chain");
        _eq(chain.balanceOf(POOL), fork.poolBlocks * REWARD, "paid");
    }

    /// @dev C6, quick: 8,000 events; revenue .4837 at (0.4, 0) and .3269 at (0.3, 0.5), about 4 standard errors.
    function test_SelfishRevenueIsThatOfEyalAndSirer() public {
        ForkChoice chain = new ForkChoice(0.4e18, 0, REWARD, 0);
        _mine(chain, true, 8_000);
        _close(chain.revenueShare(POOL), 0.4837e18, 0.04e18, "(0.4, 0)");
        _true(chain.revenuePerEvent(POOL) < 0.4e18, "control: less than honesty before a retarget");
        chain = new ForkChoice(0.3e18, 0.5e18, REWARD, 0);
        _mine(chain, true, 8_000);
        _close(chain.revenueShare(POOL), 0.3269e18, 0.035e18, "(0.3, 0.5)");
    }

    function test_OnlyTheRetargetMakesWithholdingPay() public {
        ForkChoice fixedDifficulty = new ForkChoice(0.4e18, 0, REWARD, 0);
        ForkChoice retargeted = new ForkChoice(0.4e18, 0, REWARD, 500);
        _mine(fixedDifficulty, true, 6_000);
        _mine(retargeted, true, 6_000);
        _true(fixedDifficulty.balanceOf(POOL) < 2_400 * REWARD, "below honest revenue of 0.4 a unit of time");
        _true(retargeted.balanceOf(POOL) > 2_600 * REWARD, "above it once difficulty has fallen");
        _true(retargeted.forkOf(POOL).difficulty < 0.85e18, "difficulty");
    }

    function test_TurningHonestPublishesWhatWasWithheld() public {
        ForkChoice chain = new ForkChoice(0.49e18, 0, REWARD, 0);
        uint256 i;
        while (chain.forkOf(POOL).lead == 0) {
            vm.prevrandao(bytes32(++i));
            _mine(chain, true, 1);
        }
        ForkChoice.Fork memory fork = chain.forkOf(POOL);
        _mine(chain, false, 0);
        _eq(chain.forkOf(POOL).poolBlocks, fork.poolBlocks + fork.lead, "published");
        _eq(chain.forkOf(POOL).lead, 0, "nothing left");
        _eq(chain.balanceOf(POOL), chain.forkOf(POOL).poolBlocks * REWARD, "paid");
    }

    function test_NothingCanReenter() public {
        _callsNobody(address(new ForkChoice(0.4e18, 0, REWARD, 10)));
    }

    function testFuzz_BlocksNeverExceedEventsAndWorkIsKept(uint256 alpha, uint256 gamma, uint256 seed) public {
        ForkChoice chain = new ForkChoice(alpha % 0.6e18, gamma % 1e18, REWARD, 10);
        uint256 work;
        for (uint256 i = 0; i < 8; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.prevrandao(bytes32(seed));
            uint256 amount = seed % 12e18;
            work += amount;
            vm.prank(POOL);
            chain.mine(seed >> 255 == 0, amount);
        }
        ForkChoice.Fork memory fork = chain.forkOf(POOL);
        uint256 unresolved = fork.lead + (fork.tied ? 2 : 0);
        _atMost(uint256(fork.poolBlocks) + fork.otherBlocks + unresolved, fork.events, "blocks come from events");
        _true(fork.unspent < fork.difficulty, "no event left to spend");
        _atMost(fork.unspent, work, "work");
        _eq(chain.balanceOf(POOL), fork.poolBlocks * REWARD, "paid");
    }

    function testFuzz_NoWorkIsLostAndSharesRoundDown(uint256[6] memory works, bytes32 randao) public {
        ForkChoice chain = new ForkChoice(0.4e18, 0.5e18, REWARD, 0);
        vm.prevrandao(randao);
        uint256 work;
        for (uint256 i = 0; i < 6; ++i) {
            works[i] = works[i] % 9e18;
            work += works[i];
            vm.prank(POOL);
            chain.mine(i % 2 == 0, works[i]);
        }
        ForkChoice.Fork memory fork = chain.forkOf(POOL);
        _eq(uint256(fork.events) * 1e18 + fork.unspent, work, "spent or kept, to the last unit");
        uint256 blocks = uint256(fork.poolBlocks) + fork.otherBlocks;
        uint256 share = chain.revenueShare(POOL);
        _atMost(share * blocks, uint256(fork.poolBlocks) * 1e18, "not above the share");
        _true(blocks == 0 || (share + 1) * blocks > uint256(fork.poolBlocks) * 1e18, "less than one unit below it");
    }

    function _mine(ForkChoice chain, bool selfish, uint256 events) private {
        vm.prank(POOL);
        chain.mine(selfish, events * 1e18);
    }
}

/// @dev Two pools that change their strategy at random.
contract ForkChoiceHandler is Test {
    uint256 public constant REWARD = 1 ether;

    ForkChoice public chain = new ForkChoice(0.45e18, 0.5e18, REWARD, 8);

    function mine(uint256 who, bool selfish, uint256 work) external {
        vm.prevrandao(keccak256(abi.encode(block.number, work)));
        vm.prank(_account(who % 2));
        chain.mine(selfish, work % 9e18);
    }
}

contract ForkChoiceInvariants is Test {
    ForkChoiceHandler private _handler;

    function setUp() public {
        _handler = new ForkChoiceHandler();
        _target(address(_handler));
    }

    function invariant_PaysMainChainBlocksAndNothingElse() public view {
        ForkChoice chain = _handler.chain();
        uint256 blocks;
        for (uint256 i = 0; i < 2; ++i) {
            ForkChoice.Fork memory fork = chain.forkOf(_account(i));
            _eq(chain.balanceOf(_account(i)), fork.poolBlocks * _handler.REWARD(), "paid");
            _true(!fork.tied || fork.lead == 0, "a tie or a lead");
            uint256 known = uint256(fork.poolBlocks) + fork.otherBlocks + fork.lead + (fork.tied ? 2 : 0);
            _atMost(known, fork.events, "blocks come from events");
            blocks += fork.poolBlocks;
        }
        _eq(chain.totalSupply(), blocks * _handler.REWARD(), "issuance");
    }
}
