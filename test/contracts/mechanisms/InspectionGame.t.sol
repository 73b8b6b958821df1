// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {InspectionGame} from "../../../contracts/mechanisms/InspectionGame.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract InspectionGameTest is ReentryTest {
    uint256 private constant SUPPLY = 1e30;

    InspectionGame private _game;

    function setUp() public {
        vm.roll(10);
        _game = new InspectionGame(SUPPLY, 1 ether, 3 ether, 4 ether, 1 ether, 1);
        for (uint256 i = 0; i < 4; ++i) _game.transfer(_account(i), 1e27);
    }

    /// @dev C11: at cheat rate C/B = 1/4 checking breaks even, at check rate G/(G+S) = 1/4 cheating does.
    function test_BothSidesBreakEvenInEquilibrium() public {
        _work(0, 75, 25);
        _inspect(1, 25);
        vm.roll(11);
        _eq(_wealth(0), 1e27, "worker");
        _eq(_wealth(1), 1e27, "inspector");
    }

    function test_UncheckedCheatingGainsAndCheckedCheatingLoses() public {
        _work(0, 0, 10);
        _eq(_game.balanceOf(_account(0)), 1e27 - 30 ether, "escrow");
        vm.roll(11);
        _eq(_wealth(0), 1e27 + 10 ether, "unchecked");
        _claim(0);
        _work(0, 0, 10);
        _inspect(1, 40);
        vm.roll(12);
        _eq(_wealth(0), 1e27 + 10 ether - 30 ether, "all checked");
        _eq(_wealth(1), 1e27 - 40 ether + 40 ether, "ten hits in forty checks");
    }

    function test_OnceARoundEach() public {
        _work(0, 1, 0);
        vm.startPrank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(InspectionGame.OnceARound.selector));
        _game.work(1, 0);
        _game.inspect(1);
        vm.expectRevert(abi.encodeWithSelector(InspectionGame.OnceARound.selector));
        _game.inspect(1);
        vm.stopPrank();
    }

    function test_NothingCanReenter() public view {
        _callsNobody(address(_game));
    }

    function testFuzz_RoundingNeverFavoursPlayers(
        uint16[3] memory honest,
        uint16[3] memory cheats,
        uint16 checks
    ) public {
        uint256 tasks;
        uint256 cheated;
        for (uint256 i = 0; i < 3; ++i) {
            if (uint256(honest[i]) + cheats[i] == 0) honest[i] = 1;
            _work(i, honest[i], cheats[i]);
            tasks += uint256(honest[i]) + cheats[i];
            cheated += cheats[i];
        }
        if (checks != 0) _inspect(3, checks);
        uint256 caught = checks < tasks ? checks : tasks;
        vm.roll(11);
        // In units of 1 / tasks, to compare without rounding.
        uint256 before = 3e27 * tasks;
        uint256 exact = before + cheated * 1 ether * (tasks - caught) - cheated * 3 ether * caught;
        uint256 found = (_wealth(0) + _wealth(1) + _wealth(2)) * tasks;
        _atMost(found, exact, "workers");
        _atMost(exact - found, 6 * tasks, "two wei a worker at most");
        for (uint256 i = 0; i < 4; ++i) _claim(i);
        _eq(_game.balanceOf(address(_game)), 0, "no escrow is left");
        uint256 held = _game.balanceOf(address(this));
        for (uint256 i = 0; i < 4; ++i) held += _game.balanceOf(_account(i));
        _eq(held, _game.totalSupply(), "conservation");
    }

    function _wealth(uint256 who) private view returns (uint256) {
        address account = _account(who);
        return _game.balanceOf(account) + _game.claimable(account) + _game.pending(account);
    }

    function _work(uint256 who, uint64 honest, uint64 cheats) private {
        vm.prank(_account(who));
        _game.work(honest, cheats);
    }

    function _inspect(uint256 who, uint64 checks) private {
        vm.prank(_account(who));
        _game.inspect(checks);
    }

    function _claim(uint256 who) private {
        vm.prank(_account(who));
        _game.claim();
    }
}

/// @dev Random reports, checks and claims over many rounds.
contract InspectionGameHandler is Test {
    InspectionGame public game;

    constructor() {
        vm.roll(10);
        game = new InspectionGame(1e30, 1 ether + 1, 3 ether + 1, 4 ether + 1, 1 ether, 2);
        for (uint256 i = 0; i < 3; ++i) game.transfer(_account(i), 1e28);
    }

    function work(uint256 who, uint16 honest, uint16 cheats) external {
        vm.prank(_account(who % 3));
        try game.work(honest, cheats) {} catch {}
        vm.roll(block.number + (honest % 2));
    }

    function inspect(uint256 who, uint16 checks) external {
        vm.prank(_account(who % 3));
        try game.inspect(checks) {} catch {}
        vm.roll(block.number + (checks % 2));
    }

    function claim(uint256 who) external {
        vm.prank(_account(who % 3));
        game.claim();
    }
}

contract InspectionGameInvariants is Test {
    InspectionGameHandler private _handler;

    function setUp() public {
        _handler = new InspectionGameHandler();
        _target(address(_handler));
    }

    function invariant_NobodyOwnsMoreThanThereIsOnceAllIsSettled() public {
        InspectionGame game = _handler.game();
        vm.roll(block.number + 2);
        uint256 held = game.balanceOf(address(_handler));
        for (uint256 i = 0; i < 3; ++i) {
            uint256 due = game.claimable(_account(i));
            vm.prank(_account(i));
            _eq(game.claim(), due, "claimable is paid");
            held += game.balanceOf(_account(i));
        }
        _eq(game.balanceOf(address(game)), 0, "nothing is left in escrow");
        _eq(game.totalSupply(), held, "conservation");
    }
}
