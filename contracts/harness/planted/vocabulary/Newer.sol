// SPDX-License-Identifier: MIT
// solhint-disable one-contract-per-file, avoid-low-level-calls, gas-custom-errors
pragma solidity ^0.8.28;

/// Adds two points of BLS12-381, which chains can since prague (EIP-2537): infinity and infinity.
contract AddsPoints {
    uint256 public answers;

    function add() external {
        (bool ok, bytes memory sum) = address(0x0b).staticcall(new bytes(256));
        require(ok, "no point");
        if (sum.length == 128) answers++;
    }
}

/// Looks at a signature over P-256, which chains can since osaka (EIP-7951).
contract VerifiesP256 {
    uint256 public tried;

    function verify(bytes calldata input) external {
        (bool ok, ) = address(0x100).staticcall(input);
        require(ok, "no call");
        tried++;
    }
}

/// Calls the oldest precompile, and names the number of a newer one that it does not call.
contract CallsOld {
    uint256 public hashes = 0x0b;

    function recover(bytes calldata input) external {
        (bool ok, ) = address(1).staticcall(input);
        require(ok, "no call");
        hashes += 0x100;
    }
}
