import { playRecording } from './play.ts'

playRecording('takahe')
