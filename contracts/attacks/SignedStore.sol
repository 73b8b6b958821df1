// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title Keeps tokens, and sends them where their owner has signed that they go (EIP-712)
abstract contract SignedStoreBase is EIP712("Store", "1") {
    bytes32 private constant ORDER = keccak256("Order(address owner,address to,uint256 amount,uint256 nonce)");
    IERC20 public immutable token;
    mapping(address account => uint256 amount) public kept;
    mapping(address account => uint256 count) public nonces;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice Keeps tokens of the caller's.
    function put(uint256 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        kept[msg.sender] += amount;
    }

    /// @notice Sends what an owner keeps here, by its signature.
    function send(address owner, address to, uint256 amount, uint8 v, bytes32 r, bytes32 s) external {
        _send(owner, to, amount, ECDSA.recover(_digest(owner, to, amount), v, r, s));
    }

    /// @notice The same with the signature in one.
    function sendBy(address owner, address to, uint256 amount, bytes calldata signature) external {
        _send(owner, to, amount, ECDSA.recover(_digest(owner, to, amount), signature));
    }

    function _digest(address owner, address to, uint256 amount) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER, owner, to, amount, nonces[owner])));
    }

    function _send(address owner, address to, uint256 amount, address signer) private {
        require(signer == owner, "not signed");
        nonces[owner]++;
        _debit(owner, amount);
        require(token.transfer(to, amount), "not sent");
    }

    function _debit(address owner, uint256 amount) internal virtual;
}

/// @title Looks whether an owner has as much, and forgets to take it off
/// @dev Known way to game it: put something in and sign for it again and again.
contract SignedStore is SignedStoreBase {
    constructor(IERC20 token_) SignedStoreBase(token_) {}

    function _debit(address owner, uint256 amount) internal view override {
        require(kept[owner] >= amount, "not that much");
    }
}

/// @title Takes off what it sends
/// @dev Sound: what an owner keeps falls by what is sent in its name, and only its own signature of the next order sends it.
contract SignedStoreSound is SignedStoreBase {
    constructor(IERC20 token_) SignedStoreBase(token_) {}

    function _debit(address owner, uint256 amount) internal override {
        kept[owner] -= amount;
    }
}
