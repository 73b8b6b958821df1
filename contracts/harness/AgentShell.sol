// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The code that stands at an agent's address while the batched engine drives it
/// @notice To the driver it is a hand that performs one call as the agent, so that the callee sees the agent as its
/// `msg.sender`, and then reports the call in an anonymous log: success (byte 0), the gas left (the last bytes of the
/// first word), what the call returned. A call that reverts undoes its own effects and nothing else. To everyone else
/// the shell behaves as an account without code as far as code can: it takes plain ether, within the 2300 gas of a
/// stipend too.
/// @dev Payload of the driver: its header (32 bytes), gas limit (32), target (32), value in wei (32), calldata.
///
/// A call with data from anyone but the driver burns all gas it was given. An account without code would have
/// answered with success, so the contract that made the call has noticed the shell; the loss of gas outlives any
/// revert around it, the engine sees it and repeats the block with real transactions.
///
/// Written as instructions, because each is executed, and recorded by the chain, once an action: what solc makes of
/// the same program in assembly is half as long again, and these two programs are most of what an action costs.
contract AgentShell {
    constructor() {
        bytes memory code =
            hex"337352457761526453436150650000000000d121fe1218604157" // CALLER PUSH20 driver XOR @other JUMPI
            hex"5f5f" // PUSH0 PUSH0: no room for the answer
            hex"60803603" // 0x80 CALLDATASIZE SUB: the calldata's size
            hex"8060805f375f" // DUP1 0x80 PUSH0 CALLDATACOPY PUSH0: the calldata, copied to 0
            hex"606035604035602035f1" // 0x60 CALLDATALOAD 0x40 CALLDATALOAD 0x20 CALLDATALOAD CALL
            hex"5a5f525f53" // GAS PUSH0 MSTORE PUSH0 MSTORE8: the gas left, over its first byte the success
            hex"3d5f60203e" // RETURNDATASIZE PUSH0 0x20 RETURNDATACOPY
            hex"3d6020015fa000" // RETURNDATASIZE 0x20 ADD PUSH0 LOG0 STOP
            hex"5b3660475700" // other: JUMPDEST CALLDATASIZE @hook JUMPI STOP
            hex"5bfe"; // hook: JUMPDEST INVALID
        assembly {
            return(add(code, 0x20), mload(code))
        }
    }
}
