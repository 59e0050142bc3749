/** Challenges (CH), conclusions (CO) and threats (TH) of the source briefing, with its own words. Codes are stable. */
export const THEMES = {
  'CH-01': 'Lack of clear policies, resources, knowledge, expertise, experience',
  'CH-02': 'Challenges in defining “soft” targets',
  'CH-03': 'Critical infrastructure more often addressed at national level than “soft” targets',
  'CH-04': 'Absence of national strategies and whole-of-government/society approaches',
  'CH-05': 'Challenges in establishing inter-agency cooperation mechanisms and chain of command',
  'CH-06': 'Challenges in enabling and ensuring exchange of timely information',
  'CH-07': 'The threat at all levels of Government not fully understood',
  'CH-08': 'Challenges in establishing public-private partnerships, engaging local and community leaders, civil society',
  'CH-09': 'Contingency plans and measures, emergency preparedness protocols, crisis management systems not deployed',
  'CH-10': 'New and emerging risks and threats',
  'CO-01': 'Define what constitutes “soft” targets in their national context',
  'CO-02': 'Develop national strategies for reducing risks to “soft” targets from terrorist attacks',
  'CO-03': 'Develop and strengthen such strategies and concrete measures in a human rights’ compliant manner',
  'CO-04':
    'Establish public and private partnerships to share information and experience, good practices, including through joint training and communication or emergency warning networks',
  'CO-05':
    'Intensify efforts to raise awareness and understanding of the threat posed by terrorist attacks against “soft” targets',
  'CO-06': 'Strengthen national interagency coordination',
  'CO-07': 'Ensure domestic legislation enables appropriate responses to terrorist attacks against “soft” targets',
  'CO-08': 'Enhance international cooperation by means of information sharing, risk assessment, joint law enforcement activities',
  'CO-09': 'Increase efforts to assist other States in capacity-building and technical assistance',
  'TH-01': 'COVID-19 impact',
  'TH-02': 'ICT',
  'TH-03': 'Insider threat',
  'TH-04': 'Small arms and light weapons',
  'TH-05': 'Improvised explosive devices',
  'TH-06': 'Unmanned aircraft systems',
  'TH-07': 'Evolving modi operandi and increased threat against certain targets',
} as const;
export type Theme = keyof typeof THEMES;

export function isTheme(code: string): code is Theme {
  return Object.hasOwn(THEMES, code);
}

/** Whether a code is a threat, TH-01 to TH-07. */
export function isThreat(code: string): code is Theme {
  return isTheme(code) && code.startsWith('TH-');
}
