// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Performs a block's calls, each by its own agent, in one transaction
/// @notice Makes the shells of contracts/harness/AgentShell.sol call one after the other, in the order given.
/// @dev Calldata is the gas that each shell gets (32 bytes), then records: a header of the record's size, this header
/// included (12 bytes), and the agent (20); then the rest of the payload as AgentShell takes it. CALL ignores the
/// upper bytes of the word that holds the agent.
/// Anyone may call it: it holds nothing, and shells obey it only because the engine has placed its code here.
/// Written as instructions for the reason given in AgentShell.
contract BatchDriver {
    constructor() {
        bytes memory code =
            hex"6020" // 0x20: the first record
            hex"5b8035" // next: JUMPDEST DUP1 CALLDATALOAD: its header
            hex"5f5f" // PUSH0 PUSH0: no room for an answer
            hex"8260a01c" // DUP3 0xa0 SHR: its size
            hex"80855f375f" // DUP1 DUP6 PUSH0 CALLDATACOPY PUSH0: the record, copied to 0
            hex"5f855f35f150" // PUSH0 DUP6 PUSH0 CALLDATALOAD CALL POP
            hex"60a01c01" // 0xa0 SHR ADD: the next record
            hex"80361160025700"; // DUP1 CALLDATASIZE GT @next JUMPI STOP
        assembly {
            return(add(code, 0x20), mload(code))
        }
    }
}
