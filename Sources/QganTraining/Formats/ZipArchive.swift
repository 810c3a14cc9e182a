import OrderedCollections

/// A zip archive, as far as .npz files need it: members that are stored or deflated, each below 4 GB or with zip64 sizes.
public struct ZipArchive: Sendable {
  /// What the archive's directory says of a member.
  struct Member: Sendable {
    var method: Int
    var flags: Int
    var crc32: UInt32
    var compressedSize: Int
    var size: Int
    var headerOffset: Int
  }

  /// The members by name, in the directory's order.
  let members: OrderedDictionary<String, Member>
  private let source: ByteSource

  /// The members' names.
  public var names: [String] { Array(members.keys) }

  /// Reads the directory of the archive.
  public init(_ source: ByteSource) throws(TrainingError) {
    self.source = source
    // The end record is 22 bytes and a comment of up to 65535.
    let tailCount = min(source.size, 22 + 65535)
    let tail = try source.read(at: source.size - tailCount, count: tailCount)
    guard let end = Self.endRecord(in: tail) else {
      throw source.badData("this is not a zip archive, or it is truncated: its directory is missing")
    }
    let count = Self.number(tail, end + 10, 2)
    let directorySize = Self.number(tail, end + 12, 4)
    let directoryOffset = Self.number(tail, end + 16, 4)
    guard count != 0xFFFF, directorySize != 0xFFFF_FFFF, directoryOffset != 0xFFFF_FFFF else {
      throw source.badData("zip64 archives are not supported; save the array on its own as .npy")
    }
    guard Self.number(tail, end + 4, 2) == 0, Self.number(tail, end + 6, 2) == 0 else {
      throw source.badData("archives in several parts are not supported")
    }
    guard directorySize <= SafetensorsFile.headerLimit,
      directoryOffset + directorySize <= source.size - tailCount + end
    else { throw source.badData("the directory of the zip archive lies outside of the file") }
    let directory = try source.read(at: directoryOffset, count: directorySize)
    members = try Self.members(directory, count: count, source)
  }

  /// The contents of member `name`; deflated ones are inflated when read, to exactly the promised size.
  public func contents(of name: String) throws(TrainingError) -> ByteSource {
    guard let member = members[name] else { throw source.badData("there is no member `\(name)`") }
    guard member.flags & 0x2041 == 0 else { throw source.badData("member `\(name)` is encrypted") }
    let header = try source.read(at: member.headerOffset, count: 30)
    guard Self.number(header, 0, 4) == 0x0403_4B50 else {
      throw source.badData("the header of member `\(name)` is damaged")
    }
    let start = member.headerOffset + 30 + Self.number(header, 26, 2) + Self.number(header, 28, 2)
    let label = "\(source.path), member \(name)"
    let data = try source.slice(at: start, count: member.compressedSize, name: label)
    switch member.method {
    case 0:
      guard member.compressedSize == member.size else {
        throw source.badData("the sizes of member `\(name)` disagree")
      }
      return data
    case 8:
      guard member.size / InflateStream.largestExpansion <= member.compressedSize else {
        throw source.badData("member `\(name)` claims more bytes than it can decompress to")
      }
      return ByteSource(inflating: data, .raw, size: member.size, crc32: member.crc32)
    default:
      throw source.badData("member `\(name)` is compressed by method \(member.method); only deflate is read")
    }
  }

  private static func endRecord(in tail: [UInt8]) -> Int? {
    guard tail.count >= 22 else { return nil }
    for start in stride(from: tail.count - 22, through: 0, by: -1)
    where number(tail, start, 4) == 0x0605_4B50 && start + 22 + number(tail, start + 20, 2) == tail.count {
      return start
    }
    return nil
  }

  private static func members(
    _ directory: [UInt8], count: Int, _ source: ByteSource
  ) throws(TrainingError) -> OrderedDictionary<String, Member> {
    var members: OrderedDictionary<String, Member> = [:]
    var position = 0
    for _ in 0..<count {
      guard position + 46 <= directory.count, number(directory, position, 4) == 0x0201_4B50 else {
        throw source.badData("the directory of the zip archive is damaged")
      }
      let nameLength = number(directory, position + 28, 2)
      let extraLength = number(directory, position + 30, 2)
      let end = position + 46 + nameLength + extraLength + number(directory, position + 32, 2)
      guard end <= directory.count else {
        throw source.badData("the directory of the zip archive is damaged")
      }
      let nameEnd = position + 46 + nameLength
      let name = String(decoding: directory[position + 46..<nameEnd], as: UTF8.self)
      var member = Member(
        method: number(directory, position + 10, 2), flags: number(directory, position + 8, 2),
        crc32: UInt32(number(directory, position + 16, 4)),
        compressedSize: number(directory, position + 20, 4),
        size: number(directory, position + 24, 4), headerOffset: number(directory, position + 42, 4))
      let extra = Array(directory[nameEnd..<nameEnd + extraLength])
      guard resolveLargeSizes(&member, extra), member.headerOffset <= source.size else {
        throw source.badData("the sizes of member `\(name)` are not sound")
      }
      guard members.updateValue(member, forKey: name) == nil else {
        throw source.badData("the zip archive has two members `\(name)`")
      }
      position = end
    }
    guard position == directory.count else {
      throw source.badData("the directory of the zip archive is damaged")
    }
    return members
  }

  /// Takes sizes that do not fit in 32 bits from the zip64 field, in the order that the format fixes.
  private static func resolveLargeSizes(_ member: inout Member, _ extra: [UInt8]) -> Bool {
    let fields: [WritableKeyPath<Member, Int>] = [\.size, \.compressedSize, \.headerOffset]
    let large = fields.filter { member[keyPath: $0] == 0xFFFF_FFFF }
    if large.isEmpty { return true }
    var position = 0
    while position + 4 <= extra.count {
      let length = number(extra, position + 2, 2)
      if number(extra, position, 2) == 1 {
        guard length >= 8 * large.count, position + 4 + length <= extra.count else { return false }
        for (index, field) in large.enumerated() {
          let value = number(extra, position + 4 + 8 * index, 8)
          guard value >= 0, value < 1 << 48 else { return false }
          member[keyPath: field] = value
        }
        return true
      }
      position += 4 + length
    }
    return false
  }

  /// A little-endian number of `count` bytes; a 64-bit one may come out negative.
  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
