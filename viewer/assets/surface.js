// What the shaders of meshes are taught beyond what vtk.js does: storeys and windows on façades, depth at their feet, and
// the shade of the moment's sun or the hours of its day (see shade.js). Nothing of it is a mesh, so nothing of it is fetched.

import { cross, minus, unit } from './camera.js';
import { isWalled } from './shade.js';

const STOREY = 'storey'; // the points' array: sixteenths of a storey up, negative where there are no windows

const VERTEX = [
  ['//VTK::Normal::Dec', `//VTK::Normal::Dec
attribute float storeyMC;
varying float storeyUp;`],
  ['//VTK::Normal::Impl', `//VTK::Normal::Impl
  storeyUp = storeyMC / 16.0;`],
];
const DECLARED = `//VTK::Light::Dec
uniform vec3 cameraEye;
uniform vec3 cameraRight;
uniform vec3 cameraUp;
uniform vec3 cameraBack;
uniform vec3 shadeTint;`;
const DECLARED_SUN = `
uniform sampler2D shadePicture;
uniform vec4 shadeBox; // west, south, and one over width and height
uniform float shadeDark;
uniform float shadeGlow;
uniform float shadeTop; // 0: on the ground, 1: seen from above, 2: crowns on the ground
uniform int sunSame;
uniform vec3 sunColours[7];`;
const DECLARED_WALLS = `
uniform sampler2D wallPicture; // of walls, see twin/wall_shade.py and twin/wall_hours.py
uniform bool wallKnown;
uniform vec2 wallSize; // in pixels
uniform float wallFloor; // what heights in it are counted from
uniform vec3 wallSun;
uniform vec2 wallSlope; // by how much a shadow rises for each metre east and north
ivec3 wallTold(vec2 at, out vec2 middle) {
  vec2 pixel = (floor((at - shadeBox.xy) * shadeBox.zw * wallSize) + 0.5) / wallSize;
  middle = shadeBox.xy + pixel / shadeBox.zw;
  return ivec3(texture2D(wallPicture, vec2(pixel.x, 1.0 - pixel.y)).rgb * 255.0 + 0.5);
}
float wallLit(vec2 at, float up, vec2 towards) { // of light that comes over a place before the wall
  vec2 middle;
  ivec3 told = wallTold(at + towards, middle);
  int reach = told.r * 256 + told.g;
  if (reach == 0 || reach == 65535) return reach == 0 ? 1.0 : 0.0;
  float shade = wallFloor + 0.1 * float(reach) + dot(wallSlope, at - middle);
  return smoothstep(shade - 0.25, shade + 0.25, up);
}
int wallClass(vec2 at, float up, vec2 looks) {
  vec2 middle;
  ivec3 told = wallTold(at, middle);
  int number = told.g * 256 + told.b - 1;
  if (number < 0) return -1;
  int way = 2 * (number / 16807) + told.r / 128;
  number -= number / 16807 * 16807;
  float angle = float(way) * 1.0471976; // sixths of all directions
  if (dot(looks, vec2(cos(angle), sin(angle))) < 0.75) return -1; // of another wall
  float above = mod(up - wallFloor - float(told.r - told.r / 128 * 128), 128.0);
  if (above > 124.0) above = 0.0; // the foot of the wall is rounded
  if (above >= 3.0) number /= 7;
  if (above >= 6.0) number /= 7;
  if (above >= 12.0) number /= 7;
  if (above >= 24.0) number /= 7;
  return number - number / 7 * 7;
}`;
// The light of light.js, without the shine that vtk.js computes for each pixel of it, and that no surface here has.
const LIT = `
  vec3 light = lightColor0 * max(0.0, dot(normalVCVSOutput, -lightDirectionVC0))
    + lightColor1 * max(0.0, dot(normalVCVSOutput, -lightDirectionVC1));
  gl_FragData[0] = vec4(ambientColor * ambient + diffuseColor * diffuse * light, opacity);`;
const PLACED = `
  vec3 place = cameraEye + vertexVC.x * cameraRight + vertexVC.y * cameraUp + vertexVC.z * cameraBack;
  vec3 facing = normalVCVSOutput.x * cameraRight + normalVCVSOutput.y * cameraUp + normalVCVSOutput.z * cameraBack;`;
const SEEN_FROM_ABOVE = `
  vec2 shadeAt = (place.xy - shadeBox.xy) * shadeBox.zw;
  vec2 shadeShares = texture2D(shadePicture, vec2(shadeAt.x, 1.0 - shadeAt.y)).rg;
  vec3 face = normalize(cross(dFdx(place), dFdy(place))); // of crowns on the ground, whose corners look up
  float shadeShare = mix(shadeShares.r, shadeShares.g, shadeTop > 1.0 ? step(abs(face.z), 0.92) : shadeTop);
  float shadeLevel = smoothstep(0.15, 0.4, abs(facing.z));
  bool shadeInside = all(greaterThan(shadeAt, vec2(0.0))) && all(lessThan(shadeAt, vec2(1.0)));`;
const BEFORE_WALLS = `
  bool isWall = wallKnown && abs(facing.z) < 0.3 && shadeInside;
  vec2 wallOut = facing.xy * inversesqrt(max(dot(facing.xy, facing.xy), 1e-6));
  vec2 wallAt = place.xy + 1.5 * wallOut;`;
// Painted hours: level surfaces are their class's colour, steep ones a little darker, walls grey where nothing is known of
// them; a trace of what is painted over stays, so that one sees where one is. On walls is what is in the air before them.
const HOURS = [`
  int sunClass = shadeInside ? int(clamp(floor(shadeShare * 255.0 / 36.0 + 0.5), 0.0, 6.0)) : sunSame;`, `
  if (isWall) {
    vec2 aside = 2.5 * vec2(-wallOut.y, wallOut.x); // at a corner the hours are in the next pixel
    int painted = wallClass(wallAt, place.z, wallOut);
    if (painted < 0) painted = wallClass(wallAt + aside, place.z, wallOut);
    if (painted < 0) painted = wallClass(wallAt - aside, place.z, wallOut);
    shadeLevel = painted < 0 ? shadeLevel : 1.0;
    sunClass = painted < 0 ? sunSame : painted;
  }`, `
  float sunGrey = dot(gl_FragData[0].rgb, vec3(0.3, 0.59, 0.11));
  float sunStrength = sunClass < 0 ? 0.0 : sunClass == sunSame ? 0.5 : 0.88;
  vec3 sunFlat = sunColours[max(sunClass, 0)] * mix(0.82, 1.0, smoothstep(0.3, 1.0, abs(facing.z)));
  gl_FragData[0].rgb = mix(vec3(sunGrey), sunFlat, sunStrength * shadeLevel);`];
// Where the sun shines on dark colours it lifts them, as they leave too little for shade to take.
const SHADE = [`
  float sunLit = shadeInside ? 1.0 - smoothstep(0.35, 0.65, shadeShare) * shadeLevel : 1.0;
  float shadeLeft = 1.0 - shadeDark * (1.0 - sunLit);`, `
  if (isWall) {
    vec2 aside = vec2(-wallOut.y, wallOut.x);
    vec2 sunwards = normalize(wallSun.xy + vec2(1e-6, 0.0));
    vec2 towards = sunwards * min(1.5 / max(dot(wallOut, sunwards), 0.1), 3.0); // where light comes 1.5 m before it
    vec2 at = place.xy + wallOut * max(1.5 - dot(towards, wallOut), 0.0);
    float lit = wallLit(at, place.z, towards) + wallLit(at - aside, place.z, towards) + wallLit(at + aside, place.z, towards);
    float turned = smoothstep(0.0, 0.08, dot(facing, wallSun));
    sunLit = turned * lit / 3.0;
    shadeLeft = 1.0 - shadeDark * (1.0 - sunLit) * mix(0.5, 1.0, turned); // no sun on it as it is
  }`, `
  gl_FragData[0].rgb = 1.0 - (1.0 - gl_FragData[0].rgb * shadeLeft) * (1.0 - shadeGlow * sunLit);`];
const TINTED = `
  gl_FragData[0].rgb *= shadeTint;`;
// A window in each bay of 3 m and each storey; where they are too small to be told apart, as dark as they are together.
const FACED = `
  float wall = 1.0 - smoothstep(0.2, 0.4, abs(facing.z));
  float foot = smoothstep(0.0, 3.0, abs(storeyUp));
  gl_FragData[0].rgb *= 1.0 - wall * mix(0.26, 0.0, foot) * mix(0.5, 1.0, facades);
  if (facades > 0.0 && storeyUp > 0.0 && wall > 0.0) {
    vec2 along = facing.xy * inversesqrt(max(dot(facing.xy, facing.xy), 1e-6));
    vec2 near = place.xy - 256.0 * floor(place.xy / 256.0 + 0.5); // a facing is not exact enough for long ways
    vec2 bay = vec2(dot(near, vec2(-along.y, along.x)) / 3.0, storeyUp);
    vec2 blur = max(fwidth(bay), vec2(0.02));
    vec2 at = abs(fract(bay) - vec2(0.5, 0.55));
    vec2 inside = 1.0 - smoothstep(vec2(0.22, 0.25) - blur, vec2(0.22, 0.25) + blur, at);
    float seen = 1.0 - smoothstep(0.12, 0.4, max(blur.x, blur.y));
    float line = 1.0 - smoothstep(0.0, 0.03 + blur.y, min(fract(bay.y), 1.0 - fract(bay.y)));
    float glass = mix(0.24, inside.x * inside.y, seen);
    vec3 windows = gl_FragData[0].rgb * mix(vec3(1.0), vec3(0.6, 0.64, 0.7), glass) * (1.0 - 0.1 * line * seen);
    gl_FragData[0].rgb = mix(gl_FragData[0].rgb, windows, wall);
  }`;
const OF_FACADES = '\nvarying float storeyUp;\nuniform float facades;';

const replaced = (shaderType, pairs) => pairs.map(([originalValue, replacementValue]) => (
  { shaderType, originalValue, replacementValue, replaceFirst: true, replaceAll: false }
));

// What a mesh is drawn with: `sun` is '' or what of the sun is on it, "moment" or "hours". A machine without a graphics card
// computes what a shader says for each pixel, also where it is not used: so nothing of the sun is in it while it is off.
function shadersOf({ hasFacades, sun, hasWalls }) {
  const [always, onWalls, last] = { moment: SHADE, hours: HOURS }[sun] ?? ['', '', ''];
  const declared = [DECLARED, sun && DECLARED_SUN, hasWalls && DECLARED_WALLS, hasFacades && OF_FACADES];
  const ofSun = [sun && SEEN_FROM_ABOVE, hasWalls && BEFORE_WALLS, always, hasWalls && onWalls, last];
  const drawn = [LIT, PLACED, hasFacades && FACED, ...ofSun, TINTED];
  const joined = (parts) => parts.filter(Boolean).join('');
  return [
    ...(hasFacades ? replaced('Vertex', VERTEX) : []),
    ...replaced('Fragment', [['//VTK::Light::Dec', joined(declared)], ['//VTK::Light::Impl', joined(drawn)]]),
  ];
}

export class Surface {
  constructor(twin) {
    this.twin = twin;
    twin.tiles.onArrival.add((mesh) => this.meet(mesh));
  }

  // A mapper stays when what it draws is exchanged, so it is taught anew with each mesh.
  meet(mesh) {
    const mapper = mesh.actor.getMapper();
    mesh.hasFacades = Boolean(mesh.data.getPointData().getArrayByName(STOREY));
    mapper.setCustomShaderAttributes(mesh.hasFacades ? [STOREY] : []);
    const own = mapper.getViewSpecificProperties();
    own.ShadersCallbacks = [{ userData: mesh, callback: (of, cells) => this.tell(cells.getProgram(), of) }];
    this.teach(mesh);
  }

  // The sun was switched on or off, or is shown in another way.
  follow() {
    for (const mesh of this.twin.tiles.meshes.values()) {
      if (mesh.sun !== this.twin.shade.kindOf(mesh.layer)) this.teach(mesh);
    }
  }

  teach(mesh) {
    mesh.sun = this.twin.shade.kindOf(mesh.layer);
    const hasWalls = Boolean(mesh.sun) && isWalled(mesh.layer);
    const own = mesh.actor.getMapper().getViewSpecificProperties();
    own.OpenGL = { ...own.OpenGL, ShaderReplacements: shadersOf({ hasFacades: mesh.hasFacades, sun: mesh.sun, hasWalls }) };
    mesh.actor.getMapper().modified();
  }

  // What the program of a mesh has to know, before each drawing. Values are painted on plain walls.
  tell(program, mesh) {
    const { eye, right, up, back } = this.axes();
    for (const [name, value] of Object.entries({ cameraEye: eye, cameraRight: right, cameraUp: up, cameraBack: back })) {
      if (program.isUniformUsed(name)) program.setUniform3f(name, ...value);
    }
    if (program.isUniformUsed('facades')) program.setUniformf('facades', mesh.isPainted ? 0 : 1);
    this.twin.shade.tell(program, mesh.layer);
  }

  // The camera's axes as vtk.js has them: the same for all meshes of a frame.
  axes() {
    const { eye, target, up } = this.twin.camera.pose();
    const back = unit(minus(eye, target));
    const right = unit(cross(up, back));
    return { eye, right, up: cross(back, right), back };
  }
}
