// Says whether each AsyncAPI document named on the command line is valid; exit code 1 if one is not.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const parser = new Parser();
let broken = 0;
for (const path of process.argv.slice(2)) {
  const { diagnostics } = await parser.parse(await readFile(path, "utf8"), { source: path });
  const errors = diagnostics.filter((one) => one.severity === 0);
  for (const one of errors) console.error(`${path}: ${one.path.join("/")}: ${one.message}`);
  broken += errors.length;
}
process.exit(broken ? 1 : 0);
