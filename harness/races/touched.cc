#include "harness/races/touched.h"

#include <algorithm>

namespace ipclab::races {
namespace {

/// Of one process and kind in a cell: a program that touches the same bytes in more lines than these shows its races in
/// some of them.
constexpr std::ptrdiff_t kMostTouches = 64;

constexpr std::int64_t kMostComparisons = 30000000;

bool same_kind(const Touch& one, const Touch& other) {
  return one.process == other.process && one.frame == other.frame && one.writes == other.writes &&
         one.atomic == other.atomic;
}

bool conflict(const Touch& one, const Touch& other) {
  return one.process != other.process && (one.writes || other.writes) && !(one.atomic && other.atomic);
}

}  // namespace

void Touched::split(Cells& cells, std::uint64_t at) {
  auto cell = cells.upper_bound(at);
  if (cell == cells.begin()) return;
  --cell;
  if (cell->first == at || cell->second.end <= at) return;
  Cell upper = cell->second;
  cell->second.end = at;
  cells.emplace(at, std::move(upper));
}

void Touched::touch(const SharedBytes& bytes, const Touch& touch, const Order& order, std::vector<Unordered>* found) {
  Cells& cells = objects_[bytes.object];
  const std::uint64_t end = bytes.size > UINT64_MAX - bytes.offset ? UINT64_MAX : bytes.offset + bytes.size;
  split(cells, bytes.offset);
  split(cells, end);
  for (std::uint64_t at = bytes.offset; at < end && comparisons_ < kMostComparisons;) {
    auto cell = cells.lower_bound(at);
    if (cell == cells.end() || cell->first > at) {
      const std::uint64_t gap_end = cell == cells.end() ? end : std::min(end, cell->first);
      cell = cells.emplace(at, Cell{gap_end, {}}).first;
    }
    std::vector<Touch>& touches = cell->second.touches;
    comparisons_ += 1 + static_cast<std::int64_t>(touches.size());
    for (const Touch& earlier : touches) {
      if (conflict(earlier, touch) && !order.after(touch.process, earlier.process, earlier.moment))
        found->push_back({earlier, touch, bytes.object, at, cell->second.end - at});
    }
    const auto same =
        std::find_if(touches.begin(), touches.end(), [&](const Touch& it) { return same_kind(it, touch); });
    if (same != touches.end()) {
      *same = touch;
    } else {
      if (static_cast<std::ptrdiff_t>(touches.size()) >= kMostTouches) touches.erase(touches.begin());
      touches.push_back(touch);
    }
    at = cell->second.end;
  }
}

}  // namespace ipclab::races
