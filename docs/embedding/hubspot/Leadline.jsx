import React, { useEffect, useState } from "react";
import { hubspot, Flex, Heading, Link, LoadingSpinner, Table, TableBody, TableCell, TableHead, TableHeader, TableRow, Text } from "@hubspot/ui-extensions";

hubspot.extend(({ context, runServerlessFunction }) => <Leadline context={context} run={runServerlessFunction} />);

const VERDICTS = { yes: "yes", no: "no", not_known: "not known", does_not_apply: "does not apply" };

const Leadline = ({ context, run }) => {
  const [found, setFound] = useState(null);
  useEffect(() => {
    run({ name: "leadline", parameters: { company: context.crm.objectId, viewer: context.user.id } }).then(({ response }) => setFound(response));
  }, []);
  if (!found) return <LoadingSpinner label="Asking Leadline" />;
  if (!found.rows.length) return <Text>{found.said || "There is nothing to show here yet."}</Text>;
  const [first] = found.rows;
  return (
    <Flex direction="column" gap="small">
      <Heading>{first.posture_words}</Heading>
      <Text>Leadership {band(first.leadership_low, first.leadership_high)}, needs {first.leadership_needed}. Basics {band(first.basics_low, first.basics_high)}, needs {first.basics_needed}.</Text>
      <Table>
        <TableHead><TableRow><TableHeader>Question</TableHeader><TableHeader>Answer</TableHeader><TableHeader>Why</TableHeader></TableRow></TableHead>
        <TableBody>
          {found.rows.map((row) => (
            <TableRow key={row.question}><TableCell>{row.title}</TableCell><TableCell>{VERDICTS[row.verdict]}</TableCell><TableCell>{row.sentence}</TableCell></TableRow>
          ))}
        </TableBody>
      </Table>
      <Link href={{ url: first.url, external: true }}>Why? Open it in Leadline</Link>
    </Flex>
  );
};

const band = (low, high) => (low === null ? "not known" : low === high ? low : `${low} to ${high}`);
