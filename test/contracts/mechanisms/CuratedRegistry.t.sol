// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CuratedRegistry} from "../../../contracts/mechanisms/CuratedRegistry.sol";
import {ReentrantToken} from "../utils/ReentrantToken.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract CuratedRegistryTest is ReentryTest {
    uint256 private constant DEPOSIT = 100 ether + 1;
    bytes32 private constant LISTING = "listing";
    bytes32 private constant SALT = "salt";

    ReentrantToken private _token;
    CuratedRegistry private _registry;

    function setUp() public {
        vm.roll(10);
        _token = new ReentrantToken();
        _registry = new CuratedRegistry(_token, DEPOSIT, 5, 3, 2, 5_000);
        for (uint256 i = 0; i < 6; ++i) {
            _token.mint(_account(i), 1e24);
            vm.prank(_account(i));
            _token.approve(address(_registry), type(uint256).max);
        }
        vm.prank(_account(0));
        _registry.list(LISTING);
    }

    function test_AnUnchallengedApplicationIsListed() public {
        _true(!_registry.isListed(LISTING), "applied");
        vm.roll(15);
        _true(_registry.isListed(LISTING), "listed");
        vm.prank(_account(1));
        vm.expectRevert(abi.encodeWithSelector(CuratedRegistry.ListingTaken.selector, LISTING));
        _registry.list(LISTING);
        vm.prank(_account(0));
        _registry.unlist(LISTING);
        _eq(_withdraw(0), DEPOSIT, "deposit back");
        _true(!_registry.isListed(LISTING), "off");
    }

    function test_ALostListingPaysChallengerAndMajority() public {
        uint256 poll = _challenge(1);
        _commit(2, poll, false, 30 ether);
        _commit(3, poll, false, 10 ether);
        _commit(4, poll, true, 20 ether);
        vm.roll(15);
        _true(!_registry.isListed(LISTING), "an application waits for its poll");
        _reveal(2, poll, false);
        _reveal(3, poll, false);
        _reveal(4, poll, true);
        vm.roll(16);
        _registry.resolve(poll);
        uint256 part = DEPOSIT - DEPOSIT / 2;
        _eq(_registry.voteRewardOf(poll, _account(2)), (part * 3) / 4, "majority, pro rata");
        _eq(_registry.voteRewardOf(poll, _account(4)), 0, "minority");
        for (uint256 i = 2; i < 5; ++i) _collect(i, poll);
        _eq(_withdraw(1), DEPOSIT + DEPOSIT / 2, "challenger: own deposit and half of the other");
        _eq(_withdraw(4), 20 ether, "a lost vote costs nothing");
        _eq(_withdraw(2) + _withdraw(3), 40 ether + (part * 3) / 4 + part / 4, "majority");
        _eq(_token.balanceOf(_account(0)), 1e24 - DEPOSIT, "the deposit is lost");
        _atMost(_token.balanceOf(address(_registry)), 1, "dust");
    }

    function test_ATieKeepsTheListing() public {
        uint256 poll = _challenge(1);
        _commit(2, poll, false, 30 ether);
        _commit(3, poll, true, 30 ether);
        vm.roll(14);
        _reveal(2, poll, false);
        _reveal(3, poll, true);
        vm.roll(16);
        _registry.resolve(poll);
        _true(_registry.isListed(LISTING), "kept, and listed from now on");
        _eq(_registry.creditOf(_account(0)), DEPOSIT / 2, "owner's part");
        _eq(_registry.lockedOf(_account(0)), DEPOSIT, "own deposit stays");
        _eq(_registry.lockedOf(_account(1)), 0, "challenger's is lost");
    }

    function test_WithoutVotesTheOwnerGetsAll() public {
        uint256 poll = _challenge(1);
        vm.roll(16);
        _registry.resolve(poll);
        _eq(_registry.creditOf(_account(0)), DEPOSIT, "all");
    }

    function test_PhasesAreKept() public {
        uint256 poll = _challenge(1);
        bytes memory refusal = abi.encodeWithSelector(CuratedRegistry.NotInThisPhase.selector, poll);
        _commit(2, poll, false, 1 ether);
        vm.startPrank(_account(2));
        vm.expectRevert(refusal);
        _registry.revealVote(poll, false, SALT);
        vm.expectRevert(abi.encodeWithSelector(CuratedRegistry.AlreadyVoted.selector, poll));
        _registry.commitVote(poll, SALT, 1);
        vm.roll(14);
        vm.expectRevert(refusal);
        _registry.commitVote(poll, SALT, 1);
        vm.expectRevert(abi.encodeWithSelector(CuratedRegistry.NothingToReveal.selector, poll));
        _registry.revealVote(poll, true, SALT);
        vm.expectRevert(refusal);
        _registry.resolve(poll);
        vm.expectRevert(refusal);
        _registry.collectVote(poll);
        vm.roll(16);
        vm.expectRevert(refusal);
        _registry.revealVote(poll, false, SALT);
        _registry.resolve(poll);
        vm.expectRevert(refusal);
        _registry.resolve(poll);
        _registry.collectVote(poll);
        vm.expectRevert(abi.encodeWithSelector(CuratedRegistry.NothingToCollect.selector, poll));
        _registry.collectVote(poll);
        vm.stopPrank();
    }

    function test_ACommitmentCannotBeCopied() public {
        uint256 poll = _challenge(1);
        _commit(2, poll, false, 1 ether);
        bytes32 copied = keccak256(abi.encode(false, SALT, _account(2)));
        vm.prank(_account(3));
        _registry.commitVote(poll, copied, 5 ether);
        vm.roll(14);
        vm.prank(_account(3));
        vm.expectRevert(abi.encodeWithSelector(CuratedRegistry.NothingToReveal.selector, poll));
        _registry.revealVote(poll, false, SALT);
    }

    function test_AChallengedListingCannotFlee() public {
        uint256 poll = _challenge(1);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(CuratedRegistry.PollOpen.selector, poll));
        _registry.unlist(LISTING);
        vm.prank(_account(2));
        vm.expectRevert(abi.encodeWithSelector(CuratedRegistry.PollOpen.selector, poll));
        _registry.challenge(LISTING);
    }

    function test_ReentryIsRefused() public {
        _refuses(1, abi.encodeCall(CuratedRegistry.list, ("another")));
        _refuses(1, abi.encodeCall(CuratedRegistry.challenge, (LISTING)));
        _refuses(2, abi.encodeCall(CuratedRegistry.commitVote, (0, "commitment", 1)));
        vm.prank(_account(1));
        _registry.unlist("another");
        _refuses(1, abi.encodeCall(CuratedRegistry.withdraw, ()));
    }

    /// @dev What does not move tokens has no guard; called from within the transfer of what does, it gains nothing.
    function test_UnlistingWithinListingGainsNothing() public {
        address thief = address(_token); // whom the hook calls as
        _token.mint(thief, DEPOSIT);
        vm.prank(thief);
        _token.approve(address(_registry), DEPOSIT);
        _token.arm(address(_registry), abi.encodeCall(CuratedRegistry.unlist, ("mine")));
        vm.prank(thief);
        _registry.list("mine");
        _eq(_registry.creditOf(thief), DEPOSIT, "unlisted: the deposit is credited");
        _eq(_registry.lockedOf(thief), 0, "and no longer locked");
        vm.prank(thief);
        _registry.withdraw();
        _eq(_token.balanceOf(thief), DEPOSIT, "and comes back once");
        _eq(_token.balanceOf(address(_registry)), DEPOSIT, "the other listing's stays");
    }

    function testFuzz_HoldsWhatItOwes(uint256[5] memory weights, uint8 sides, uint8 revealed) public {
        uint256 poll = _challenge(5);
        for (uint256 i = 0; i < 5; ++i) _commit(i, poll, (sides >> i) & 1 == 0, _bound(weights[i], 1, 1e22));
        vm.roll(14);
        for (uint256 i = 0; i < 5; ++i) {
            if ((revealed >> i) & 1 == 0) _reveal(i, poll, (sides >> i) & 1 == 0);
        }
        vm.roll(16);
        _registry.resolve(poll);
        for (uint256 i = 0; i < 5; ++i) _collect(i, poll);
        uint256 owed;
        for (uint256 i = 0; i < 6; ++i) {
            owed += _registry.creditOf(_account(i)) + _registry.lockedOf(_account(i));
        }
        uint256 held = _token.balanceOf(address(_registry));
        _atMost(owed, held, "solvent");
        _atMost(held - owed, 5, "dust under one wei a voter");
    }

    function _refuses(uint256 who, bytes memory call) private {
        _refusesItself(_account(who), address(_registry), _token, call);
    }

    function _challenge(uint256 who) private returns (uint256) {
        vm.prank(_account(who));
        return _registry.challenge(LISTING);
    }

    function _commit(uint256 who, uint256 poll, bool keep, uint256 weight) private {
        bytes32 commitment = keccak256(abi.encode(keep, SALT, _account(who)));
        vm.prank(_account(who));
        _registry.commitVote(poll, commitment, weight);
    }

    function _reveal(uint256 who, uint256 poll, bool keep) private {
        vm.prank(_account(who));
        _registry.revealVote(poll, keep, SALT);
    }

    function _collect(uint256 who, uint256 poll) private {
        vm.prank(_account(who));
        _registry.collectVote(poll);
    }

    function _withdraw(uint256 who) private returns (uint256 amount) {
        amount = _registry.creditOf(_account(who));
        vm.prank(_account(who));
        _registry.withdraw();
    }
}

/// @dev Random listings, challenges, votes and settlements by four accounts.
contract CuratedRegistryHandler is Test {
    ReentrantToken public token = new ReentrantToken();
    CuratedRegistry public registry;

    constructor() {
        vm.roll(10);
        registry = new CuratedRegistry(token, 1 ether + 1, 3, 4, 4, 5_001);
        for (uint256 i = 0; i < 4; ++i) {
            token.mint(_account(i), 1e40);
            vm.prank(_account(i));
            token.approve(address(registry), type(uint256).max);
        }
    }

    function list(uint256 who, uint256 listing) external {
        vm.startPrank(_account(who % 4));
        if (listing % 5 == 0) {
            try registry.unlist(bytes32(listing % 2)) {} catch {}
        } else {
            try registry.list(bytes32(listing % 2)) {} catch {}
        }
        vm.stopPrank();
    }

    function challenge(uint256 who, uint256 listing) external {
        vm.prank(_account(who % 4));
        try registry.challenge(bytes32(listing % 2)) {} catch {}
    }

    function vote(uint256 who, uint256 poll, bool keep, uint256 weight) external {
        address voter = _account(who % 4);
        poll = _lastPoll(poll);
        vm.startPrank(voter);
        try registry.commitVote(poll, keccak256(abi.encode(keep, bytes32(0), voter)), weight % 1e24) {} catch {}
        try registry.revealVote(poll, keep, 0) {} catch {}
        vm.stopPrank();
        vm.roll(block.number + 1);
    }

    function settle(uint256 who, uint256 poll) external {
        poll = _lastPoll(poll);
        try registry.resolve(poll) {} catch {}
        vm.startPrank(_account(who % 4));
        try registry.collectVote(poll) {} catch {}
        if (who % 3 == 0) try registry.withdraw() {} catch {}
        vm.stopPrank();
        vm.roll(block.number + 1);
    }

    /// @dev One of the last two polls.
    function _lastPoll(uint256 poll) private view returns (uint256) {
        uint256 count = registry.pollCount();
        return count < 2 ? 0 : count - 1 - (poll % 2);
    }
}

contract CuratedRegistryInvariants is Test {
    CuratedRegistryHandler private _handler;

    function setUp() public {
        _handler = new CuratedRegistryHandler();
        _target(address(_handler));
    }

    function invariant_HeldCoversWhatIsOwed() public view {
        CuratedRegistry registry = _handler.registry();
        uint256 polls = registry.pollCount();
        uint256 owed;
        for (uint256 i = 0; i < 4; ++i) {
            address account = _account(i);
            owed += registry.creditOf(account) + registry.lockedOf(account);
            for (uint256 poll = 0; poll < polls; ++poll) owed += registry.voteRewardOf(poll, account);
        }
        uint256 held = _handler.token().balanceOf(address(registry));
        _atMost(owed, held, "solvent");
        _atMost(held - owed, 4 * polls, "dust under one wei a voter and poll");
    }
}
