// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title MoranLottery
/// @notice Block rewards as natural selection: of `size` seats, each step draws a winner with probability proportional to
/// fitness (1 for residents, `fitness` for mutants), credits it the block, and gives a uniformly drawn seat, possibly its
/// own, to its child. Mutants fix with probability (1 - r^-m) / (1 - r^-N) from m seats (Moran 1958; Lieberman, Hauert,
/// Nowak 2005). Many independent populations run side by side, numbered freely.
///
/// Agent calls: `run(population, steps)`, by anyone.
/// Views:       `mutantsOf(population)`, `stepsOf(population)`, `mutantWinsOf(population)` (blocks won), `isFixed(population)`.
///
/// @dev Seats of one kind are exchangeable, so a population is a count. It stops once one kind is left. Randomness is
/// keccak256(prevrandao, population, step).
/// @dev Known way to game it: who calls `run` sees prevrandao and chooses block and number of steps, so the outcome is his to
/// grind. This is an instrument of measurement and must hold no value.
contract MoranLottery {
    struct Population {
        bool started;
        uint32 mutants;
        uint64 steps;
        uint64 mutantWins;
    }

    uint256 private constant ONE = 1e18;

    /// @notice Seats of a population.
    uint256 public immutable size;
    /// @notice Seats that mutants hold at first.
    uint256 public immutable firstMutants;
    /// @notice Fitness of a mutant, 1e18 = that of a resident.
    uint256 public immutable fitness;

    mapping(uint256 population => Population) private _populations;

    event Stepped(uint256 indexed population, uint256 mutants, uint256 steps);

    error BadParameters();

    /// @param size_ Seats, from 2 to 2^32 - 1.
    /// @param firstMutants_ Mutant seats at first, from 1 to size - 1.
    /// @param fitness_ Fitness of a mutant, 1e18 fixed point, above zero and at most 1e36.
    constructor(uint256 size_, uint256 firstMutants_, uint256 fitness_) {
        if (size_ > type(uint32).max || firstMutants_ == 0 || firstMutants_ >= size_) revert BadParameters();
        if (fitness_ == 0 || fitness_ > ONE * ONE) revert BadParameters();
        size = size_;
        firstMutants = firstMutants_;
        fitness = fitness_;
    }

    /// @notice Runs `population` for at most `steps` steps, fewer if one kind takes all seats.
    function run(uint256 population, uint256 steps) external {
        Population memory state = _populations[population];
        if (!state.started) (state.started, state.mutants) = (true, uint32(firstMutants));
        for (uint256 i = 0; i < steps && state.mutants != 0 && state.mutants != size; ++i) {
            uint256 random = uint256(keccak256(abi.encode(block.prevrandao, population, state.steps)));
            uint256 ofMutants = state.mutants * fitness;
            // Two independent draws from disjoint halves of one hash.
            bool mutantWins = (random >> 128) % (ofMutants + (size - state.mutants) * ONE) < ofMutants;
            bool mutantDies = (random & type(uint128).max) % size < state.mutants;
            if (mutantWins) ++state.mutantWins;
            if (mutantWins && !mutantDies) ++state.mutants;
            if (!mutantWins && mutantDies) --state.mutants;
            ++state.steps;
        }
        _populations[population] = state;
        emit Stepped(population, state.mutants, state.steps);
    }

    /// @notice Mutant seats.
    function mutantsOf(uint256 population) public view returns (uint256) {
        Population storage state = _populations[population];
        return state.started ? state.mutants : firstMutants;
    }

    /// @notice Steps done.
    function stepsOf(uint256 population) external view returns (uint256) {
        return _populations[population].steps;
    }

    /// @notice Blocks that mutants won.
    function mutantWinsOf(uint256 population) external view returns (uint256) {
        return _populations[population].mutantWins;
    }

    /// @notice True once one kind holds all seats.
    function isFixed(uint256 population) external view returns (bool) {
        uint256 mutants = mutantsOf(population);
        return mutants == 0 || mutants == size;
    }
}
