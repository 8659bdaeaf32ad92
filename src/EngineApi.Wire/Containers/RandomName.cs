using System.Globalization;
using System.Security.Cryptography;

namespace EngineApi.Wire.Containers;

/// <summary>Names for containers that were not given one: an adjective and a scientist's or engineer's surname.</summary>
public static class RandomName
{
    private static readonly string[] Adjectives =
    [
        "able", "agile", "airy", "alert", "amber", "ample", "apt", "ardent", "astute", "balmy", "bold", "bonny", "brave", "breezy", "brisk",
        "bubbly", "calm", "candid", "careful", "cheery", "chipper", "civil", "clear", "clever", "comfy", "cordial", "cosy", "crisp", "curious",
        "dapper", "daring", "deft", "diligent", "dreamy", "driven", "earnest", "easy", "elated", "exact", "fair", "fearless", "fleet", "fluent",
        "frank", "fresh", "gallant", "gentle", "gifted", "glad", "gleaming", "golden", "graceful", "handy", "hardy", "hearty", "helpful",
        "honest", "humble", "jaunty", "joyful", "keen", "kindly", "lively", "loyal", "lucid", "lucky", "mellow", "merry", "mighty", "mindful",
        "modest", "neat", "nimble", "noble", "open", "patient", "peaceful", "perky", "playful", "plucky", "polite", "precise", "proud",
        "prudent", "quick", "quiet", "radiant", "ready", "robust", "rosy", "serene", "shiny", "silent", "sincere", "smart", "snappy", "snug",
        "sober", "solid", "sparkling", "spry", "steady", "sunny", "swift", "tender", "thorough", "tidy", "tranquil", "true", "upbeat", "valiant",
        "vivid", "warm", "wise", "witty", "zesty",
    ];

    private static readonly string[] Surnames =
    [
        "abel", "ampere", "archimedes", "avogadro", "babbage", "banach", "becquerel", "bernoulli", "bessel", "bohr", "boltzmann", "boole",
        "brahe", "cantor", "carnot", "cauchy", "cavendish", "celsius", "chandrasekhar", "clausius", "copernicus", "coulomb", "curie", "dalton",
        "darwin", "davy", "dedekind", "descartes", "dijkstra", "dirac", "doppler", "edison", "einstein", "engelbart", "erdos", "euclid",
        "euler", "faraday", "fermat", "fermi", "feynman", "fibonacci", "fleming", "foucault", "fourier", "franklin", "fresnel", "galilei",
        "galois", "galvani", "gauss", "germain", "gibbs", "godel", "goodall", "hamilton", "hamming", "hawking", "heisenberg", "helmholtz",
        "herschel", "hertz", "hilbert", "hooke", "hopper", "hubble", "huygens", "hypatia", "jacobi", "joule", "kelvin", "kepler", "knuth",
        "kolmogorov", "kovalevskaya", "lagrange", "lamarr", "landau", "laplace", "lavoisier", "leibniz", "linnaeus", "lorentz", "lovelace",
        "mach", "markov", "maxwell", "mccarthy", "meitner", "mendel", "mendeleev", "minkowski", "napier", "newton", "nightingale", "nobel",
        "noether", "oersted", "ohm", "oppenheimer", "pascal", "pasteur", "pauli", "pauling", "perlman", "planck", "poincare", "poisson",
        "ptolemy", "pythagoras", "ramanujan", "raman", "riemann", "ritchie", "rontgen", "rutherford", "sagan", "schrodinger", "shannon",
        "somerville", "stokes", "sturgeon", "tesla", "thales", "turing", "vesalius", "volta", "watt", "weber", "wiener", "wing", "yonath", "yukawa",
    ];

    /// <summary>A name such as <c>keen_noether</c>; from the second attempt on with a digit, because short ones run out.</summary>
    /// <param name="attempt">0 for the first try, then one more each time the name was taken.</param>
    public static string Create(int attempt = 0)
    {
        string name = Adjectives[RandomNumberGenerator.GetInt32(Adjectives.Length)] + "_" + Surnames[RandomNumberGenerator.GetInt32(Surnames.Length)];
        return attempt == 0 ? name : name + RandomNumberGenerator.GetInt32(10).ToString(CultureInfo.InvariantCulture);
    }
}
