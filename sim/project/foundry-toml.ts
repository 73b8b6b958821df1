/** What a foundry.toml states of a profile, as far as it is text; the environment comes first, as with forge. */
export function readFoundryToml(
  text: string,
  environment: { readonly [name: string]: string | undefined },
): { readonly [key: string]: string } {
  const profiles = profilesOf(text);
  const { FOUNDRY_PROFILE: profile = "default" } = environment;
  const stated: Record<string, string> = { ...profiles.get("default"), ...profiles.get(profile) };
  for (const prefix of ["DAPP_", "FOUNDRY_"])
    for (const [name, value] of Object.entries(environment))
      if (name.startsWith(prefix) && value !== undefined) stated[name.slice(prefix.length).toLowerCase()] = value;
  return stated;
}

/** TOML has many ways to write a table; these are the ones that name a profile's own keys. */
function profilesOf(text: string): Map<string, Record<string, string>> {
  const profiles = new Map<string, Record<string, string>>();
  let table = "";
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/.exec(line);
    if (header) table = plain(header[1]!);
    else if (/^\s*\[/.test(line)) table = "[[ ]]";
    else {
      const [, key, , quoted] = /^\s*([\w."'\s-]+?)\s*=\s*(["'])(.*?)\2\s*(?:#.*)?$/.exec(line) ?? [];
      if (key === undefined) continue;
      const path = [...(table === "" ? [] : table.split(".")), ...plain(key).split(".")];
      // `[default]` and `default.src` are how profiles were written before they had a table of their own.
      const [profile, name, ...deeper] = path[0] === "profile" ? path.slice(1) : path;
      if (profile === undefined || name === undefined || deeper.length > 0) continue;
      profiles.set(profile, { ...profiles.get(profile), [name.replaceAll("-", "_")]: quoted! });
    }
  }
  return profiles;
}

/** A dotted key without quotes and blanks. */
const plain = (key: string): string => key.replaceAll(/["'\s]/g, "");
