// What a Content describes, made.
#include <algorithm>
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
    for (std::int64_t made = 0; made < piece.size;) {
      std::uint64_t drawn = generator();
      for (int i = 0; i < 8 && made < piece.size; ++i, ++made, drawn >>= 8U)
        *bytes_ += static_cast<char>(drawn & 0xffU);
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
  for (const Content::Piece& piece : content.pieces) std::visit(Make(exercise_folder, &bytes), piece);
  return bytes;
}

}  // namespace ipclab
