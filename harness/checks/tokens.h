// Do objects beside shared memory carry the numbers themselves, where only tokens may go?
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/world.h"

namespace ipclab {

/// More than this many numbers, each one more than the one before, are the data. Tokens repeat: a byte, a slot, a
/// process id.
inline constexpr int kLongestTokenRun = 16;

/// The longest run of consecutive numbers in what was sent portion by portion: as binary words (of 4 or 8 bytes) one
/// after another, as words at the same place of each portion, or as decimal numbers in text.
int longest_run(const std::vector<std::string_view>& portions);

/// Data that one process sent through an object other than shared memory, and another one took out.
struct Passed {
  int process = 0, object = 0;
  int first_call = -1;
  int run = 0;  ///< numbers that were counted up in it
};

/// Where numbers were passed on so; empty where there were tokens alone.
std::vector<Passed> numbers_passed(const World&);

}  // namespace ipclab
