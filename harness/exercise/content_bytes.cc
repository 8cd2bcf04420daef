// What a Content describes, made.
#include <algorithm>
#include <array>
#include <random>

#include "harness/exercise/content.h"

namespace ipclab {
namespace {

/// Sizes, without making anything.
class Measure {
 public:
  explicit Measure(const std::filesystem::path& folder) : folder_(folder) {}

  std::int64_t operator()(const Content::Text& piece) const { return size(piece.text); }
  std::int64_t operator()(const Content::File& piece) const {
    return static_cast<std::int64_t>(std::filesystem::file_size(folder_ / piece.path));
  }
  std::int64_t operator()(const Content::Repeat& piece) const { return size(piece.text) * piece.times; }
  std::int64_t operator()(const Content::RandomBytes& piece) const { return piece.size; }
  std::int64_t operator()(const Content::Numbers& piece) const {
    std::int64_t bytes = size(piece.end) + std::max<std::int64_t>(piece.count - 1, 0) * size(piece.separator);
    std::int64_t from = 0, to = 10;
    for (std::int64_t width = 1; from < piece.count; ++width, from = to, to *= 10) {
      bytes += (std::min(to, piece.count) - from) * width;
    }
    return bytes;
  }

 private:
  static std::int64_t size(const std::string& text) { return static_cast<std::int64_t>(text.size()); }

  const std::filesystem::path& folder_;
};

class Make {
 public:
  Make(const std::filesystem::path& folder, std::string* bytes) : folder_(folder), bytes_(bytes) {}

  void operator()(const Content::Text& piece) const { *bytes_ += piece.text; }
  void operator()(const Content::File& piece) const {
    *bytes_ += read_exercise_file(folder_, piece.path, kMostContent);
  }
  void operator()(const Content::Repeat& piece) const {
    for (std::int64_t i = 0; i < piece.times; ++i) *bytes_ += piece.text;
  }
  /// The standard fixes what this generator draws; the order of the bytes is fixed here.
  void operator()(const Content::RandomBytes& piece) const {
    std::mt19937_64 generator(static_cast<std::uint64_t>(piece.seed));
    for (std::int64_t left = piece.size; left > 0;) {
      const std::uint64_t drawn = generator();
      std::array<char, sizeof drawn> bytes;
      for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(drawn >> (8 * i) & 0xffU);
      const auto count = std::min<std::int64_t>(left, static_cast<std::int64_t>(bytes.size()));
      bytes_->append(bytes.data(), static_cast<std::size_t>(count));
      left -= count;
    }
  }
  void operator()(const Content::Numbers& piece) const {
    for (std::int64_t i = 0; i < piece.count; ++i) {
      if (i > 0) *bytes_ += piece.separator;
      *bytes_ += std::to_string(i);
    }
    *bytes_ += piece.end;
  }

 private:
  const std::filesystem::path& folder_;
  std::string* bytes_;
};

}  // namespace

std::int64_t size_of(const Content& content, const std::filesystem::path& exercise_folder) {
  std::int64_t bytes = 0;
  // Each piece is bounded by its reader, the number of pieces by the size of exercise.toml: no sum overflows.
  for (const Content::Piece& piece : content.pieces) bytes += std::visit(Measure(exercise_folder), piece);
  return bytes;
}

std::string bytes_of(const Content& content, const std::filesystem::path& exercise_folder) {
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(size_of(content, exercise_folder)));
  for (const Content::Piece& piece : content.pieces) std::visit(Make(exercise_folder, &bytes), piece);
  return bytes;
}

}  // namespace ipclab
