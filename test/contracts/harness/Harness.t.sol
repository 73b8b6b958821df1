// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AgentShell} from "../../../contracts/harness/AgentShell.sol";
import {BatchDriver} from "../../../contracts/harness/BatchDriver.sol";
import {ViewReader} from "../../../contracts/harness/ViewReader.sol";
import {Test} from "../utils/Test.sol";

/// @dev Cheatcodes that only these tests use.
interface HarnessVm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function etch(address account, bytes calldata code) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
}

/// @dev What agents call here: remembers who came, with what.
contract Target {
    address public lastSender;
    uint256 public lastValue;
    bytes public lastData;
    uint256 public calls;
    uint256 public gasSeen;

    error Refused(uint256 code);

    receive() external payable {
        lastSender = msg.sender;
        lastValue = msg.value;
        ++calls;
    }

    function act(uint256 x) external payable returns (uint256) {
        gasSeen = gasleft();
        lastSender = msg.sender;
        lastValue = msg.value;
        lastData = msg.data;
        ++calls;
        return x + 1;
    }

    function refuse(uint256 code) external {
        ++calls;
        revert Refused(code);
    }

    function spend() external {
        ++calls;
        while (true) {}
    }

    function pay(address payable to, uint256 amount) external {
        to.transfer(amount);
    }

    function poke(address to, bytes calldata data) external returns (bool ok) {
        (ok, ) = to.call{gas: 50_000}(data);
    }
}

abstract contract HarnessFixture is Test {
    address internal constant DRIVER = 0x52457761526453436150650000000000d121FE12;
    uint256 internal constant SHELL_GAS = 2_000_000;
    HarnessVm internal constant harnessVm = HarnessVm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    Target internal target;
    bytes internal records;

    function setUp() public virtual {
        target = new Target();
        harnessVm.etch(DRIVER, address(new BatchDriver()).code);
        for (uint256 i = 0; i < 4; ++i) {
            harnessVm.etch(_agent(i), _shell());
            vm.deal(_agent(i), 10 ether);
        }
    }

    function _agent(uint256 i) internal pure returns (address payable) {
        return payable(address(uint160(0xA6E27000 + i)));
    }

    function _shell() private returns (bytes memory) {
        return address(new AgentShell()).code;
    }

    /// @dev One record as BatchDriver takes it.
    function _add(address agent, address to, uint256 value, uint256 gasLimit, bytes memory data) internal {
        bytes memory payload = abi.encodePacked(gasLimit, uint256(uint160(to)), value, data);
        records = abi.encodePacked(records, uint96(32 + payload.length), agent, payload);
    }

    function _drive() internal returns (HarnessVm.Log[] memory) {
        harnessVm.recordLogs();
        (bool ok, ) = DRIVER.call(abi.encodePacked(SHELL_GAS, records));
        _true(ok, "the driver never reverts");
        delete records;
        return harnessVm.getRecordedLogs();
    }
}

contract DriverTest is HarnessFixture {
    function test_CallsRunInOrderEachAsItsAgent() public {
        for (uint256 i = 0; i < 4; ++i) _add(_agent(i), address(target), 0, 500_000, abi.encodeCall(Target.act, (i)));
        HarnessVm.Log[] memory logs = _drive();
        _eq(logs.length, 4, "one report a call");
        for (uint256 i = 0; i < 4; ++i) {
            _true(logs[i].emitter == _agent(i), "reported by its agent");
            _eq(logs[i].topics.length, 0, "topics");
            _eq(uint8(logs[i].data[0]), 1, "success");
            _eq(logs[i].data.length, 64, "gas and one word");
            _eq(_wordAt(logs[i].data, 32), i + 1, "returned");
        }
        _eq(target.calls(), 4, "calls");
        _true(target.lastSender() == _agent(3), "the agent is the sender");
    }

    function test_ACallThatRevertsUndoesOnlyItselfAndIsReported() public {
        _add(_agent(0), address(target), 0, 500_000, abi.encodeCall(Target.refuse, (7)));
        _add(_agent(1), address(target), 0, 500_000, abi.encodeCall(Target.act, (1)));
        HarnessVm.Log[] memory logs = _drive();
        _eq(uint8(logs[0].data[0]), 0, "failure");
        _eq(uint8(logs[1].data[0]), 1, "success");
        _true(
            keccak256(_tail(logs[0].data, 32)) == keccak256(abi.encodeWithSelector(Target.Refused.selector, 7)),
            "what it reverted with"
        );
        _eq(target.calls(), 1, "only the second has acted");
    }

    function test_TheGasLimitIsThatOfTheCall(uint256 limit) public {
        limit = _bound(limit, 150_000, 1_500_000);
        _add(_agent(0), address(target), 0, limit, abi.encodeCall(Target.act, (1)));
        _drive();
        _atMost(target.gasSeen(), limit, "gas seen inside");
        _close(target.gasSeen(), limit, 1_000, "gas seen inside");
    }

    function test_ACallThatNeverEndsCostsItsLimitAndNoMore() public {
        _add(_agent(0), address(target), 0, 300_000, abi.encodeCall(Target.spend, ()));
        _add(_agent(1), address(target), 0, 300_000, abi.encodeCall(Target.act, (1)));
        HarnessVm.Log[] memory logs = _drive();
        _eq(uint8(logs[0].data[0]), 0, "failure");
        _eq(logs[0].data.length, 32, "nothing came back");
        uint256 left = _wordAt(logs[0].data, 0) & type(uint64).max;
        _close(SHELL_GAS - left, 300_000, 5_000, "gas used");
        _eq(uint8(logs[1].data[0]), 1, "the next one acts");
    }

    function test_AnAgentPaysItsOwnValue(uint256 value) public {
        value = _bound(value, 0, 10 ether);
        _add(_agent(2), address(target), value, 500_000, abi.encodeCall(Target.act, (1)));
        _add(_agent(2), _agent(3), 10 ether - value, 100_000, "");
        _drive();
        _eq(target.lastValue(), value, "value seen");
        _eq(address(target).balance, value, "taken");
        _eq(_agent(2).balance, 0, "left");
        _eq(_agent(3).balance, 20 ether - value, "passed on");
    }

    function test_CalldataArrivesAsItWas(bytes calldata noise) public {
        bytes memory data = abi.encodePacked(abi.encodeCall(Target.act, (1)), noise);
        _add(_agent(0), address(target), 0, 10_000_000, data);
        _add(_agent(1), address(target), 0, 500_000, abi.encodeCall(Target.act, (2)));
        uint256 before = target.calls();
        HarnessVm.Log[] memory logs = _drive();
        _eq(target.calls() - before, logs.length == 2 && uint8(logs[0].data[0]) == 1 ? 2 : 1, "calls");
        _true(target.lastSender() == _agent(1), "records are kept apart");
    }

    function test_NothingToDoIsNoFault() public {
        _eq(_drive().length, 0, "reports");
    }

    function _wordAt(bytes memory data, uint256 at) private pure returns (uint256 word) {
        assembly {
            word := mload(add(add(data, 32), at))
        }
    }

    function _tail(bytes memory data, uint256 from) private pure returns (bytes memory tail) {
        tail = new bytes(data.length - from);
        for (uint256 i = 0; i < tail.length; ++i) tail[i] = data[from + i];
    }
}

contract ShellTest is HarnessFixture {
    function test_TakesPlainEtherWithinAStipend() public {
        vm.deal(address(target), 5 ether);
        target.pay(_agent(0), 5 ether);
        _eq(_agent(0).balance, 15 ether, "balance");
    }

    function test_BurnsTheGasOfACallWithData(bytes calldata data) public {
        vm.assume(data.length > 0);
        uint256 before = gasleft();
        _true(!target.poke(_agent(0), data), "the call fails");
        _true(before - gasleft() > 50_000, "all of its gas is gone");
    }

    function test_ObeysNobodyButTheDriver(address stranger, uint256 value) public {
        vm.assume(stranger != DRIVER && uint160(stranger) > 0xffff);
        bytes memory order = abi.encodePacked(
            uint256(0),
            uint256(100_000),
            uint256(uint160(address(target))),
            _bound(value, 0, 10 ether),
            abi.encodeCall(Target.act, (1))
        );
        vm.prank(stranger);
        (bool ok, ) = _agent(0).call{gas: 500_000}(order);
        _true(!ok, "the call fails");
        _eq(target.calls(), 0, "nothing was done");
        _eq(_agent(0).balance, 10 ether, "nothing was paid");
    }
}

/// @dev Sends agents all a stranger can.
contract Stranger {
    address[] public agents;
    address public immutable target;

    constructor(address[] memory known, address called) payable {
        agents = known;
        target = called;
    }

    function order(uint256 which, uint256 value, bytes calldata data) external {
        bytes memory payload = abi.encodePacked(uint256(0), uint256(1e5), uint256(uint160(target)), value, data);
        (bool ok, ) = agents[which % agents.length].call{gas: 200_000}(payload);
        ok;
    }

    function raw(uint256 which, bytes calldata data) external {
        (bool ok, ) = agents[which % agents.length].call{gas: 200_000}(data);
        ok;
    }

    function give(uint256 which, uint256 amount) external {
        payable(agents[which % agents.length]).transfer(amount % (address(this).balance + 1));
    }
}

contract ShellInvariantTest is HarnessFixture {
    function setUp() public override {
        super.setUp();
        address[] memory agents = new address[](4);
        for (uint256 i = 0; i < 4; ++i) agents[i] = _agent(i);
        vm.deal(address(this), 1 ether);
        _target(address(new Stranger{value: 1 ether}(agents, address(target))));
    }

    function invariant_StrangersMakeNoAgentActOrPay() public view {
        _eq(target.calls(), 0, "calls by agents");
        for (uint256 i = 0; i < 4; ++i) _true(_agent(i).balance >= 10 ether, "no agent is poorer");
    }
}

contract ReaderTest is Test {
    Target internal target = new Target();
    address internal reader = address(new ViewReader());

    function test_AnswersEveryReadInItsOrder(uint256 x, uint64 balance, bytes calldata noise) public {
        target.act(x >> 1);
        vm.deal(address(0xBEEF), balance);
        bytes memory sum = abi.encodeCall(target.calls, ());
        bytes memory change = abi.encodeCall(Target.act, (x));
        (bool ok, bytes memory answer) = reader.call(
            abi.encodePacked(
                _read(address(target), sum),
                _read(address(target), change),
                abi.encodePacked(uint32(0), uint8(1), address(0xBEEF)),
                _read(address(0xBEEF), noise),
                _read(address(target), abi.encodeCall(target.lastData, ()))
            )
        );
        _true(ok, "the reader never reverts");
        bytes memory data = abi.encode(target.lastData());
        bytes memory expected = abi.encodePacked(
            abi.encodePacked(uint8(1), uint32(32), uint256(1)),
            abi.encodePacked(uint8(0), uint32(0)),
            abi.encodePacked(uint8(1), uint32(32), uint256(balance)),
            abi.encodePacked(uint8(1), uint32(0)),
            abi.encodePacked(uint8(1), uint32(data.length), data)
        );
        _true(keccak256(answer) == keccak256(expected), "the answers");
        _eq(target.calls(), 1, "nothing was changed");
    }

    function _read(address to, bytes memory data) private pure returns (bytes memory) {
        return abi.encodePacked(uint32(data.length), uint8(0), to, data);
    }
}
