// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {QuadraticScore} from "../../../contracts/mechanisms/QuadraticScore.sol";
import {Test} from "../utils/Test.sol";

contract QuadraticScoreTest is Test {
    uint256 private constant REWARD = 10 ether;

    QuadraticScore private _score;

    function setUp() public {
        _score = new QuadraticScore(REWARD, 2);
    }

    function test_PaysByTheMeanSquareOfTheErrors() public {
        _says(0, 0.5 ether, 0.25 ether);
        _says(1, 0.75 ether, 0.75 ether);
        _eq(_score.claimable(_account(0)), 0, "nothing before the answers");
        _score.settle(_shares(0.5 ether, 0.25 ether));
        _eq(_score.claimable(_account(0)), REWARD, "the truth");
        // errors of 1/4 and 1/2: 1 - (1/16 + 1/4) / 2
        _eq(_score.claimable(_account(1)), (REWARD * 27) / 32, "what is off");
        vm.prank(_account(1));
        _eq(_score.claim(), (REWARD * 27) / 32, "paid");
        _eq(_score.balanceOf(_account(1)), (REWARD * 27) / 32, "received");
        vm.prank(_account(1));
        _eq(_score.claim(), 0, "once");
        _eq(_score.totalSupply(), 2 * REWARD, "the greatest score a forecast");
    }

    /// @dev Proper: whatever the belief, nothing pays better in expectation than to say its mean.
    function testFuzz_TheMeanOfABeliefPaysBest(uint256 low, uint256 high, uint256 said) public {
        low = _bound(low, 0, 1 ether);
        high = _bound(high, low, 1 ether);
        said = _bound(said, 0, 1 ether);
        uint256 mean = (low + high) / 2;
        uint256 honest = _earns(mean, low) + _earns(mean, high);
        uint256 other = _earns(said, low) + _earns(said, high);
        _atMost(other, honest + (2 * REWARD) / 1e17, "but for rounding of the mean");
    }

    function test_RefusesWhatComesTwiceTooLateOrIsNoShare() public {
        _says(0, 0, 1 ether);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(QuadraticScore.OnlyOnce.selector));
        _score.forecast(_shares(0, 0));
        vm.expectRevert(abi.encodeWithSelector(QuadraticScore.NotShares.selector));
        _score.forecast(_shares(0, 1 ether + 1));
        vm.expectRevert(abi.encodeWithSelector(QuadraticScore.NotShares.selector));
        _score.forecast(new uint256[](3));
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, _account(0)));
        _score.settle(_shares(0, 0));
        _score.settle(_shares(0, 0));
        vm.expectRevert(abi.encodeWithSelector(QuadraticScore.OnlyOnce.selector));
        _score.settle(_shares(0, 0));
        vm.prank(_account(1));
        vm.expectRevert(abi.encodeWithSelector(QuadraticScore.AfterSettlement.selector));
        _score.forecast(_shares(0, 0));
        vm.expectRevert(abi.encodeWithSelector(QuadraticScore.ZeroParameter.selector));
        new QuadraticScore(0, 1);
        vm.expectRevert(abi.encodeWithSelector(QuadraticScore.ZeroParameter.selector));
        new QuadraticScore(1, 0);
    }

    function _says(uint256 account, uint256 first, uint256 second) private {
        vm.prank(_account(account));
        _score.forecast(_shares(first, second));
    }

    function _earns(uint256 said, uint256 answer) private returns (uint256) {
        QuadraticScore score = new QuadraticScore(REWARD, 1);
        uint256[] memory shares = new uint256[](1);
        shares[0] = said;
        score.forecast(shares);
        shares[0] = answer;
        score.settle(shares);
        return score.claimable(address(this));
    }

    function _shares(uint256 first, uint256 second) private pure returns (uint256[] memory shares) {
        shares = new uint256[](2);
        (shares[0], shares[1]) = (first, second);
    }
}
