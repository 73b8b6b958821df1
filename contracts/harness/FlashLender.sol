// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title A lender for the length of a call
/// @notice Lends ether and tokens that it holds to whoever is called back, and takes them back with a fee before the call
/// ends; else nothing has happened. It stands for the lenders that a public chain has, which a scenario does not name.
/// @dev Asks as ERC-3156 does. Tokens are taken from the borrower, which has approved them; ether is sent back by it.
contract FlashLender {
    error NotLent();
    error NotReturned();

    bytes32 private constant DONE = keccak256("ERC3156FlashBorrower.onFlashLoan");
    uint256 private constant WHOLE = 1e6;
    /// @notice Millionths of a loan.
    uint256 public immutable FEE;
    bool private lending;

    constructor(uint256 fee) payable {
        FEE = fee;
    }

    receive() external payable {}

    /// @notice Lends a token to the caller.
    function lend(address token, uint256 amount) external {
        uint256 fee = _begin(amount);
        uint256 before = _held(token);
        _call(token, abi.encodeWithSelector(0xa9059cbb, msg.sender, amount)); // transfer
        _ask(token, amount, fee, 0);
        _call(token, abi.encodeWithSelector(0x23b872dd, msg.sender, address(this), amount + fee)); // transferFrom
        if (_held(token) < before + fee) revert NotReturned();
        lending = false;
    }

    /// @notice Lends ether to the caller, who sends the fee along; what is more comes back.
    function lendEther(uint256 amount) external payable {
        uint256 fee = _begin(amount);
        if (msg.value < fee) revert NotReturned();
        uint256 before = address(this).balance - msg.value;
        _ask(address(0), amount, fee, amount);
        if (address(this).balance < before + msg.value) revert NotReturned();
        lending = false;
        (bool done, ) = msg.sender.call{value: msg.value - fee}("");
        if (!done) revert NotReturned();
    }

    function _begin(uint256 amount) private returns (uint256 fee) {
        if (lending) revert NotLent();
        lending = true;
        fee = (amount * FEE + WHOLE - 1) / WHOLE;
    }

    function _ask(address token, uint256 amount, uint256 fee, uint256 value) private {
        (bool done, bytes memory answer) = msg.sender.call{value: value}(
            abi.encodeWithSelector(0x23e30c8b, msg.sender, token, amount, fee, "") // onFlashLoan
        );
        if (!done || answer.length < 32 || abi.decode(answer, (bytes32)) != DONE) revert NotLent();
    }

    function _held(address token) private view returns (uint256) {
        (bool done, bytes memory answer) = token.staticcall(abi.encodeWithSelector(0x70a08231, address(this)));
        if (!done || answer.length < 32) revert NotLent();
        return abi.decode(answer, (uint256));
    }

    /// @dev Tokens answer with true, or with nothing.
    function _call(address token, bytes memory data) private {
        (bool done, bytes memory answer) = token.call(data);
        if (!done || (answer.length > 0 && !abi.decode(answer, (bool)))) revert NotLent();
    }
}
