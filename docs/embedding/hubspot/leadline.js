// A serverless function: the rows of the account widget, as the person who looks may see them.
const LEADLINE_URL = "https://leadline.example";

exports.main = async ({ parameters, secrets }) => {
  const headers = { Authorization: `Bearer ${(secrets && secrets.LEADLINE_KEY) || process.env.LEADLINE_KEY}`, "Content-Type": "application/json" };
  const base = process.env.LEADLINE_URL || LEADLINE_URL;
  const wanted = { viewer: String(parameters.viewer), widget: "account", account_id: String(parameters.company) };
  const made = await fetch(`${base}/v1/embed-tokens`, { method: "POST", headers, body: JSON.stringify(wanted) });
  if (!made.ok) return { rows: [], said: "Leadline does not know this company or this person yet." };
  const { token } = await made.json();
  const shown = await fetch(`${base}/v1/widgets/account.json?token=${encodeURIComponent(token)}`);
  if (!shown.ok) return { rows: [], said: "There is nothing to show here." };
  return { rows: (await shown.json()).items, said: null };
};
