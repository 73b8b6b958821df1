// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ResonancePlant
/// @notice The reference plant of a difficulty loop: the contract moves the difficulty D towards the hash rate H, miners
/// move H as the price P and D tell them, both at once: D <- D + g (H - D) and, for miners of sensitivity k,
/// H <- H + k (P - D). A known linear system against which a measured frequency response is checked.
///
/// Agent calls: `move(delta)`, the miner's change of H; for the reference delta = k (P - D) with D as read before the block.
/// Views:       `difficulty()`, `hashRate()`: the state that all calls of the next block act on.
///
/// Eigenvalues solve z^2 - (2 - g) z + 1 - g + g k = 0: complex if and only if g < 4k, of modulus
/// sqrt(1 - g (1 - k)), stable if and only if k < 1. Derivation: linear algebra of the two lines above.
/// @dev A step is a block with at least one call; a block without calls does not pass. Signed 1e18 fixed point; products
/// round towards zero. Nothing is paid: this is an instrument.
/// @dev Known way to game it: anyone may call `move`; deploy one plant a population.
contract ResonancePlant {
    int256 private constant ONE = 1e18;

    /// @notice Gain g of the contract, 1e18 fixed point.
    int256 public immutable gain;

    int256 private _difficulty;
    int256 private _hashRate;
    int256 private _moves; // sum of the last block's moves, part of the hash rate from the next step on
    uint256 private _lastBlock;

    event Stepped(int256 difficulty, int256 hashRate);

    /// @param gain_ Gain g, 1e18 fixed point.
    /// @param difficulty_ First difficulty, 1e18 fixed point.
    /// @param hashRate_ First hash rate, 1e18 fixed point.
    constructor(int256 gain_, int256 difficulty_, int256 hashRate_) {
        gain = gain_;
        _difficulty = difficulty_;
        _hashRate = hashRate_;
    }

    /// @notice Changes the hash rate by `delta`, 1e18 fixed point, from the next step on.
    function move(int256 delta) external {
        if (_lastBlock != block.number) {
            if (_lastBlock != 0) {
                (_difficulty, _hashRate) = (difficulty(), hashRate());
                _moves = 0;
            }
            _lastBlock = block.number;
            emit Stepped(_difficulty, _hashRate);
        }
        _moves += delta;
    }

    /// @notice Difficulty D in the next block with a call.
    function difficulty() public view returns (int256) {
        if (_lastBlock == 0) return _difficulty;
        return _difficulty + (gain * (_hashRate - _difficulty)) / ONE;
    }

    /// @notice Hash rate H in the next block with a call.
    function hashRate() public view returns (int256) {
        return _hashRate + _moves;
    }
}
