using System.Text;
using EngineApi.Engine.Registry;
using Xunit;

namespace EngineApi.Engine.Tests.Registry;

public class RegistryCredentialsTests
{
    [Theory]
    [InlineData("""{"username":"ada","password":"s?cr>t~"}""", "ada", "s?cr>t~", "")]
    [InlineData("""{"auth":"YWRhOnNlOmNyZXQ="}""", "ada", "se:cret", "")]
    [InlineData("""{"username":"","identitytoken":"id"}""", "", "", "id")]
    [InlineData("{}", "", "", "")]
    [InlineData("[1]", "", "", "")]
    [InlineData("no json", "", "", "")]
    public void A_header_is_read_in_both_alphabets_with_and_without_padding(string json, string username, string password, string identity)
    {
        var standard = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        foreach (var header in new[] { standard, standard.TrimEnd('='), standard.Replace('+', '-').Replace('/', '_') })
        {
            var credentials = RegistryCredentials.FromHeader(header);
            Assert.Equal((username, password, identity), (credentials.Username, credentials.Password, credentials.IdentityToken));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("A")]
    public void What_is_no_header_is_nobody(string? header) => Assert.Equal(RegistryCredentials.Anonymous, RegistryCredentials.FromHeader(header));
}
