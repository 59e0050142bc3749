/**
 * Names of the purpose codes of the OECD DAC into which assistance in this field falls (https://www.oecd.org/dac/financing-sustainable-development/,
 * codes of 2026); none of them is for counter-terrorism. `DAC_PURPOSE_CODES` has all codes that published files may hold.
 */
export const DAC_PURPOSES: Readonly<Record<string, string>> = {
  '15110': 'Public sector policy and administrative management',
  '15130': 'Legal and judicial development',
  '15131': 'Justice, law and order policy, planning and administration',
  '15132': 'Police',
  '15136': 'Immigration',
  '15150': 'Democratic participation and civil society',
  '15160': 'Human rights',
  '15190': 'Facilitation of orderly, safe, regular and responsible migration and mobility',
  '15210': 'Security system management and reform',
  '15220': 'Civilian peace-building, conflict prevention and resolution',
  '15240': 'Reintegration and SALW control',
  '16063': 'Narcotics control',
  '21050': 'Air transport',
  '33120': 'Trade facilitation',
  '43060': 'Disaster Risk Reduction',
  '74020': 'Multi-hazard response preparedness',
};
