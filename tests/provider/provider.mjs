// A real OpenID Connect provider. Whoever signs in types an e-mail address; it counts as confirmed unless it says not.
// Arguments: the folder it is installed in, the port, the redirect address of the one client.
const [folder, port, redirect] = process.argv.slice(2);
const { default: Provider } = await import(`${folder}/node_modules/oidc-provider/lib/index.js`);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "leadline", client_secret: "a secret of the tests", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unconfirmed") }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
