/// Characters that people paste or type for ones of the language.
enum Lookalikes {
  /// What `scalar` was probably meant to be.
  static func symbol(for scalar: Unicode.Scalar) -> TokenKind? {
    switch scalar {
    case "\u{037E}", "\u{FF1B}", "\u{061B}": .semicolon
    case "\u{FF1A}", "\u{A789}": .colon
    case "\u{FF0C}", "\u{3001}", "\u{201A}": .comma
    case "\u{FF08}": .leftParenthesis
    case "\u{FF09}": .rightParenthesis
    case "\u{FF3B}", "\u{3010}": .leftBracket
    case "\u{FF3D}", "\u{3011}": .rightBracket
    case "\u{FF5B}": .leftBrace
    case "\u{FF5D}": .rightBrace
    case "\u{2212}", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", "\u{FF0D}": .minus
    case "\u{FF0B}": .plus
    case "\u{00D7}", "\u{00B7}", "\u{22C5}", "\u{2217}", "\u{FF0A}": .star
    case "\u{00F7}", "\u{2215}", "\u{2044}", "\u{FF0F}": .slash
    case "\u{FF1D}": .assign
    case "\u{2260}": .notEqual
    case "\u{2264}": .lessOrEqual
    case "\u{2265}": .greaterOrEqual
    case "\u{FF1C}": .less
    case "\u{FF1E}": .greater
    case "\u{2192}": .arrow
    case "\u{2227}": .and
    case "\u{2228}": .or
    case "\u{00AC}": .not
    case "\u{2026}": .dotDot
    case "\u{25B7}": .pipe
    case "\u{FF20}": .at
    case "\u{223C}", "\u{FF5E}": .tilde
    default: nil
    }
  }

  /// Whether `scalar` is a quotation mark of typography.
  static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{00AB}", "\u{00BB}", "\u{FF02}", "\u{2033}",
      "\u{2018}", "\u{2019}":
      true
    default: false
    }
  }

  /// `name` with Greek letters spelled out, if that makes it a name of the language.
  static func spelledOut(_ name: String) -> String? {
    var result = ""
    for scalar in name.unicodeScalars {
      if scalar.isASCII {
        result.unicodeScalars.append(scalar)
      } else if let word = greek[scalar] {
        result += word
      } else {
        return nil
      }
    }
    return result
  }

  private static let greek: [Unicode.Scalar: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "o",
    "π": "pi", "ρ": "rho", "ς": "sigma", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi",
    "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "µ": "mu", "ϕ": "phi", "ϑ": "theta",
    "ℓ": "l",
  ]
}
