"""What everything stands on: errors, records, language, money, formats, phases, the glossary."""
